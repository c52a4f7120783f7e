using Mesh.Durable.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests;

/// <summary>
/// An instance that cannot be repeated is put aside with its reason; the others do not notice.
/// </summary>
public class SetAsideTests
{
    public static TheoryData<string, string> Damage => new()
    {
        { "update history set payload = 'x' where instance = 'one' and sequence = 3", "is not readable" },
        { "update history set payload = '{}' where instance = 'one' and sequence = 3", "is not readable" },
        { "update history set type = 99 where instance = 'one' and sequence = 1", "the unknown type 99" },
        { "delete from history where instance = 'one' and sequence = 1", "event 1 is missing" },
        { "delete from history where instance = 'one' and sequence = 3", "3 events where 4 were recorded" },
        { "delete from history where instance = 'one'", "0 events where 4 were recorded" },
        { "insert into inbox(instance, payload) values ('one', 'x')", "of its inbox is not readable" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public async Task A_damaged_history_sets_its_instance_aside_and_leaves_the_others_alone(
        string damage, string reason)
    {
        await using var host = await StartTwoAsync();

        await host.RestartAsync(() => Tamper.Run(host.Folder, damage));
        await host.Client.RaiseEventAsync("two", "go", 5);
        var other = await host.WaitForEndAsync("two");
        var aside = await host.WaitAsync("one", instance => instance.FailureDetails is not null);

        Assert.Equal(6, other.ReadOutputAs<int>());
        Assert.Contains(reason, aside.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        var listed = Assert.Single(await host.Administration.ListSetAsideAsync());
        Assert.Equal(("one", "Main"), (listed.InstanceId, listed.Orchestrator));
        Assert.Contains(reason, listed.Reason, StringComparison.Ordinal);
        var waiting = await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.Client.WaitForInstanceCompletionAsync("one", CancellationToken.None));
        Assert.Contains("set aside", waiting.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_whose_orchestrator_is_gone_goes_on_when_it_is_back()
    {
        var functions = Functions();
        await using var host = await StartTwoAsync(functions);
        var code = functions.FindOrchestrator("Main")!;

        functions.Without("Main");
        await host.RestartAsync();
        await host.WaitAsync("one", instance => instance.FailureDetails is not null);
        await host.Client.RaiseEventAsync("one", "go", 5);
        var listed = await host.Administration.ListSetAsideAsync();
        functions.Orchestrator("Main", code);
        await host.RestartAsync();
        var end = await host.WaitForEndAsync("one");

        Assert.Contains(listed, instance => instance.Reason.EndsWith(
            "There is no orchestrator named 'Main' in this program.", StringComparison.Ordinal));
        Assert.Equal(6, end.ReadOutputAs<int>());
        Assert.Empty(await host.Administration.ListSetAsideAsync());
    }

    [Fact]
    public async Task An_instance_that_was_set_aside_is_not_tried_again_by_a_restart_but_by_a_retry()
    {
        await using var host = await StartTwoAsync();
        const string Break = "update history set type = type + 100 where instance = 'one' and sequence = 1";
        const string Repair = "update history set type = type - 100 where instance = 'one' and sequence = 1";

        await host.RestartAsync(() => Tamper.Run(host.Folder, Break));
        await host.WaitAsync("one", instance => instance.FailureDetails is not null);
        await host.Client.RaiseEventAsync("one", "go", 5);
        await host.RestartAsync(() => Tamper.Run(host.Folder, Repair));
        var still = await host.Administration.ListSetAsideAsync();
        var retried = await host.Administration.RetryAsync("one");
        var end = await host.WaitForEndAsync("one");

        Assert.Single(still);
        Assert.True(retried);
        Assert.False(await host.Administration.RetryAsync("one"));
        Assert.Equal(6, end.ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_instance_that_was_set_aside_can_be_terminated_and_purged()
    {
        await using var host = await StartTwoAsync();
        await host.RestartAsync(() => Tamper.Run(host.Folder, "delete from history where instance = 'one'"));
        await host.WaitAsync("one", instance => instance.FailureDetails is not null);

        await host.Client.TerminateInstanceAsync("one", "given up", CancellationToken.None);
        var end = await host.WaitForEndAsync("one");
        var purged = await host.Client.PurgeInstanceAsync("one", CancellationToken.None);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, end.RuntimeStatus);
        Assert.Equal("given up", end.ReadOutputAs<string>());
        Assert.Empty(await host.Administration.ListSetAsideAsync());
        Assert.Equal(1, purged.PurgedInstanceCount);
    }

    [Fact]
    public async Task A_child_that_was_set_aside_and_terminated_fails_where_it_was_called()
    {
        var functions = Functions().Orchestrator("Parent", async context =>
        {
            try
            {
                return await context.CallSubOrchestratorAsync<int>(
                    "Main", 1, new SubOrchestrationOptions(instanceId: "child"));
            }
            catch (TaskFailedException e)
            {
                return e.FailureDetails.ErrorMessage;
            }
        });
        await using var host = await EngineHost.OpenAsync(RunMode.Live, functions);
        await host.StartAsync("Parent", id: "parent");
        await host.WaitAsync("child", child => child.IsRunning);
        await host.RestartAsync(() => Tamper.Run(
            host.Folder, "update history set type = 99 where instance = 'child' and sequence = 1"));
        await host.WaitAsync("child", instance => instance.FailureDetails is not null);

        await host.Client.TerminateInstanceAsync("child", CancellationToken.None);
        var end = await host.WaitForEndAsync("parent");

        Assert.Equal("The sub-orchestration 'child' was terminated.", end.ReadOutputAs<string>());
    }

    private static TestFunctions Functions() => new TestFunctions()
        .Activity<int, int>("Same", number => number)
        .Orchestrator(
            "Main", async context => context.GetInput<int>() + await context.WaitForExternalEvent<int>("go"));

    /// <summary>
    /// Two instances that wait, each with four events: start, turn; turn, event of no interest.
    /// </summary>
    private static async Task<EngineHost> StartTwoAsync(TestFunctions? functions = null)
    {
        var host = await EngineHost.OpenAsync(RunMode.Live, functions ?? Functions());
        foreach (var id in new[] { "one", "two" })
        {
            await host.StartAsync("Main", 1, id);
            await host.WaitAsync(id, instance => instance.IsRunning);
            await host.Client.RaiseEventAsync(id, "note", 0);
            await host.WaitAsync(id, _ => host.Store.Load(id)!.Events.Count == 4);
        }

        return host;
    }
}
