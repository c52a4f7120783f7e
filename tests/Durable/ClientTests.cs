using Mesh.Durable.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests;

public class ClientTests
{
    private static readonly string[] FirstPage = ["job-0", "job-1", "job-2"];

    [Fact]
    public async Task An_id_in_use_is_refused_and_an_ended_one_is_replaced()
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Waiting());
        await host.StartAsync("Wait", 1, "one");

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.StartAsync("Wait", 2, "one"));
        await host.Client.RaiseEventAsync("one", "go", 10);
        var first = await host.WaitForEndAsync("one");
        await host.StartAsync("Wait", 3, "one");
        await host.Client.RaiseEventAsync("one", "go", 10);
        var second = await host.WaitForEndAsync("one");

        Assert.StartsWith(
            "An orchestration instance with the id 'one' already exists",
            refused.Message,
            StringComparison.Ordinal);
        Assert.Equal(11, first.ReadOutputAs<int>());
        Assert.Equal(13, second.ReadOutputAs<int>());
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("@a")]
    [InlineData(
        "a hundred and one characters, counted by hand, are one more than any id may have, and this is "
        + "why....")]
    public async Task An_id_that_not_every_host_can_bear_is_refused(string id)
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Waiting());

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync("Wait", 1, id));

        Assert.Contains("not allowed", refused.Message, StringComparison.Ordinal);
        Assert.Null(await host.Client.GetInstanceAsync(id));
    }

    [Fact]
    public async Task An_orchestrator_that_does_not_exist_is_refused()
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Waiting());

        await Assert.ThrowsAsync<ArgumentException>(() => host.StartAsync("Nobody", 1, "one"));

        Assert.Null(await host.Client.GetInstanceAsync("one"));
    }

    [Fact]
    public async Task An_input_or_event_that_is_too_large_is_refused()
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Waiting());
        await host.StartAsync("Wait", 1, "one");
        var large = new string('x', 1024 * 1024);

        await Assert.ThrowsAsync<Domain.Errors.MeshException>(() => host.StartAsync("Wait", large, "two"));
        await Assert.ThrowsAsync<Domain.Errors.MeshException>(
            () => host.Client.RaiseEventAsync("one", "go", large));

        Assert.Null(await host.Client.GetInstanceAsync("two"));
    }

    [Theory]
    [InlineData(RunMode.Live)]
    [InlineData(RunMode.Killed)]
    public async Task A_start_in_the_future_waits_for_its_time(RunMode mode)
    {
        var time = new FastTime(1000);
        var functions = new TestFunctions().Orchestrator(
            "Main", context => Task.FromResult<object?>(context.CurrentUtcDateTime));
        await using var host = await EngineHost.OpenAsync(mode, functions, time);
        var at = time.GetUtcNow().AddMinutes(30);

        await host.CallAsync(client => client.ScheduleNewOrchestrationInstanceAsync(
            "Main", input: null, new StartOrchestrationOptions("late", at)));
        var before = await host.CallAsync(client => client.GetInstanceAsync("late"));
        var end = await host.WaitForEndAsync("late");

        Assert.Equal(OrchestrationRuntimeStatus.Pending, before!.RuntimeStatus);
        Assert.InRange(end.ReadOutputAs<DateTime>(), at.UtcDateTime, DateTime.MaxValue);
    }

    [Fact]
    public async Task A_start_in_the_future_can_be_terminated_and_never_runs()
    {
        var ran = false;
        var functions = new TestFunctions().Orchestrator("Main", _ =>
        {
            ran = true;
            return Task.FromResult<object?>(null);
        });
        await using var host = await EngineHost.OpenAsync(RunMode.Live, functions, TimeProvider.System);
        await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", input: null, new StartOrchestrationOptions("late", DateTimeOffset.MaxValue));

        await host.Client.TerminateInstanceAsync("late", "no need", CancellationToken.None);
        var end = await host.WaitForEndAsync("late");

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("no need", end.ReadOutputAs<string>());
        Assert.False(ran);
    }

    [Theory]
    [InlineData(RunMode.Live)]
    [InlineData(RunMode.Dropped)]
    [InlineData(RunMode.Killed)]
    public async Task A_termination_goes_down_to_the_children_when_asked_to(RunMode mode)
    {
        await using var host = await EngineHost.OpenAsync(mode, Family());
        await host.StartAsync("Parent", "a", "top");
        await host.WaitAsync("a-child-child", child => child.IsRunning);

        await host.CallAsync(client => client.TerminateInstanceAsync(
            "top", new TerminateInstanceOptions("stop", Recursive: true)));
        var ends = new[]
        {
            await host.WaitForEndAsync("top"),
            await host.WaitForEndAsync("a-child"),
            await host.WaitForEndAsync("a-child-child"),
        };

        Assert.All(ends, end => Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus));
        Assert.Equal("stop", ends[0].ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_termination_leaves_the_children_alone_when_not_asked()
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Family());
        await host.StartAsync("Parent", "a", "top");
        await host.WaitAsync("a-child-child", child => child.IsRunning);

        await host.Client.TerminateInstanceAsync("top", CancellationToken.None);
        await host.WaitForEndAsync("top");
        var child = await host.Client.GetInstanceAsync("a-child-child");

        Assert.True(child!.IsRunning);
    }

    [Fact]
    public async Task What_is_sent_to_nobody_or_to_an_ended_instance_is_dropped()
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Waiting());
        await host.StartAsync("Wait", 1, "one");
        await host.Client.RaiseEventAsync("one", "go", 1);
        var before = await host.WaitForEndAsync("one");

        await host.Client.RaiseEventAsync("one", "go", 5);
        await host.Client.TerminateInstanceAsync("one", CancellationToken.None);
        await host.Client.SuspendInstanceAsync("one");
        await host.Client.RaiseEventAsync("nobody", "go", 5);
        await host.Client.TerminateInstanceAsync("nobody", CancellationToken.None);

        var after = await host.Client.GetInstanceAsync("one", getInputsAndOutputs: true);
        Assert.Equal(before.LastUpdatedAt, after!.LastUpdatedAt);
        Assert.Equal(2, after.ReadOutputAs<int>());
        Assert.Empty(host.Store.ReadInbox("one"));
        Assert.Null(await host.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task Waiting_for_nobody_is_an_error_and_waiting_can_be_given_up()
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Waiting());
        await host.StartAsync("Wait", 1, "one");
        using var given = new CancellationTokenSource();
        var waiting = host.Client.WaitForInstanceCompletionAsync("one", given.Token);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.Client.WaitForInstanceStartAsync("nobody", CancellationToken.None));
        var started = await host.Client.WaitForInstanceStartAsync("one", CancellationToken.None);
        await given.CancelAsync();

        Assert.True(started.IsRunning);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Inputs_and_outputs_come_only_when_asked_for()
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Waiting());
        await host.StartAsync("Wait", 1, "one");

        var bare = await host.Client.GetInstanceAsync("one");
        var full = await host.Client.GetInstanceAsync("one", getInputsAndOutputs: true);

        Assert.Null(bare!.SerializedInput);
        Assert.Throws<InvalidOperationException>(() => bare.ReadInputAs<int>());
        Assert.Equal(1, full!.ReadInputAs<int>());
    }

    [Fact]
    public async Task A_query_filters_and_goes_on_page_by_page_from_its_token()
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Waiting());
        for (var i = 0; i < 8; i++)
        {
            await host.StartAsync("Wait", i, $"job-{i}");
        }

        await host.StartAsync("Wait", 0, "JOB-9");
        await host.StartAsync("Wait", 0, "other");
        await host.Client.RaiseEventAsync("job-7", "go", 0);
        await host.WaitForEndAsync("job-7");
        var running = new[] { OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending };
        var query = new OrchestrationQuery(Statuses: running, InstanceIdPrefix: "job-", PageSize: 3);

        var pages = new List<Page<OrchestrationMetadata>>();
        await foreach (var page in host.Client.GetAllInstancesAsync(query).AsPages())
        {
            pages.Add(page);
        }

        var rest = new List<string>();
        var fromToken = query with { ContinuationToken = pages[0].ContinuationToken };
        await foreach (var instance in host.Client.GetAllInstancesAsync(fromToken))
        {
            rest.Add(instance.InstanceId);
        }

        Assert.Equal(FirstPage, pages[0].Values.Select(instance => instance.InstanceId));
        Assert.Equal(7, pages.Sum(page => page.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);
        Assert.Equal(["job-3", "job-4", "job-5", "job-6"], rest);
    }

    [Fact]
    public async Task A_query_by_time_of_creation_finds_what_was_created_then()
    {
        var time = new FastTime(1000);
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Waiting(), time);
        await host.StartAsync("Wait", 1, "early");
        var between = time.GetUtcNow();
        await host.StartAsync("Wait", 1, "late");

        var after = await ListAsync(host, new OrchestrationQuery(CreatedFrom: between));
        var before = await ListAsync(host, new OrchestrationQuery(CreatedTo: between));

        Assert.Equal(["late"], after);
        Assert.Equal(["early"], before);
    }

    [Fact]
    public async Task A_purge_removes_what_has_ended_and_nothing_else()
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Waiting());
        foreach (var id in new[] { "done-1", "done-2", "running" })
        {
            await host.StartAsync("Wait", 1, id);
        }

        await host.Client.RaiseEventAsync("done-1", "go", 0);
        await host.Client.RaiseEventAsync("done-2", "go", 0);
        await host.WaitForEndAsync("done-1");
        await host.WaitForEndAsync("done-2");

        var one = await host.Client.PurgeInstanceAsync("done-1", CancellationToken.None);
        var kept = await host.Client.PurgeInstanceAsync("running", CancellationToken.None);
        var failed = new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Failed]);
        var none = await host.Client.PurgeAllInstancesAsync(failed, CancellationToken.None);
        var any = new PurgeInstancesFilter();
        var all = await host.Client.PurgeAllInstancesAsync(any, CancellationToken.None);

        Assert.Equal((1, 0, 0, 1), (
            one.PurgedInstanceCount,
            kept.PurgedInstanceCount,
            none.PurgedInstanceCount,
            all.PurgedInstanceCount));
        Assert.Equal(["running"], await ListAsync(host, new OrchestrationQuery()));
        Assert.Null(host.Store.Load("done-1"));
    }

    [Fact]
    public async Task A_recursive_purge_takes_the_children_along()
    {
        await using var host = await EngineHost.OpenAsync(RunMode.Live, Family());
        await host.StartAsync("Parent", "a", "top");
        await host.WaitAsync("a-child-child", child => child.IsRunning);
        await host.Client.RaiseEventAsync("a-child-child", "go", 1);
        await host.WaitForEndAsync("top");

        var purged = await host.Client.PurgeInstanceAsync("top", new PurgeInstanceOptions(Recursive: true));

        Assert.Equal(3, purged.PurgedInstanceCount);
        Assert.Empty(await ListAsync(host, new OrchestrationQuery()));
    }

    private static async Task<List<string>> ListAsync(EngineHost host, OrchestrationQuery query)
    {
        var ids = new List<string>();
        await foreach (var instance in host.Client.GetAllInstancesAsync(query))
        {
            ids.Add(instance.InstanceId);
        }

        return ids;
    }

    private static TestFunctions Waiting() => new TestFunctions().Orchestrator(
        "Wait", async context => context.GetInput<int>() + await context.WaitForExternalEvent<int>("go"));

    private static TestFunctions Family() => new TestFunctions()
        .Orchestrator("Parent", async context =>
        {
            var child = $"{context.GetInput<string>()}-child";
            var name = child.EndsWith("child-child", StringComparison.Ordinal) ? "Leaf" : "Parent";
            return await context.CallSubOrchestratorAsync<int>(
                name, child, new SubOrchestrationOptions(instanceId: child));
        })
        .Orchestrator("Leaf", async context => await context.WaitForExternalEvent<int>("go"));
}
