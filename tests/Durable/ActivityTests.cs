using System.Collections.Concurrent;
using Mesh.Durable.Tests.Kit;
using Mesh.Runtime.Durable.Engine;
using Mesh.Runtime.Durable.History;

namespace Mesh.Durable.Tests;

/// <summary>How often, how many at a time, and what becomes of them when the host stops.</summary>
public class ActivityTests
{
    [Fact]
    public async Task A_slow_activity_is_not_run_twice_although_its_instance_is_loaded_again_and_again()
    {
        var runs = 0;
        var release = new TaskCompletionSource();
        var functions = new TestFunctions()
            .Activity<int, int>("Slow", async (number, _) =>
            {
                Interlocked.Increment(ref runs);
                await release.Task;
                return number;
            })
            .Orchestrator("Main", async context =>
            {
                var slow = context.CallActivityAsync<int>("Slow", 1);
                for (var i = 0; i < 5; i++)
                {
                    context.SetCustomStatus(await context.WaitForExternalEvent<int>("note"));
                }

                return await slow;
            });
        await using var host = await EngineHost.OpenAsync(RunMode.Dropped, functions);
        await host.StartAsync("Main", id: "one");

        for (var i = 0; i < 5; i++)
        {
            await host.Client.RaiseEventAsync("one", "note", i);
            await host.WaitAsync("one", instance => instance.SerializedCustomStatus == $"{i}");
        }

        release.SetResult();
        await host.WaitForEndAsync("one");

        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task A_result_that_arrives_twice_or_too_late_is_recorded_once()
    {
        var functions = new TestFunctions()
            .Activity<int, int>("Endless", async (number, cancellation) =>
            {
                await Task.Delay(Timeout.Infinite, cancellation);
                return number;
            })
            .Orchestrator("Main", async context =>
            {
                var result = await context.CallActivityAsync<int>("Endless", 0);
                return result + await context.WaitForExternalEvent<int>("go");
            });
        await using var host = await EngineHost.OpenAsync(RunMode.Live, functions);
        await host.StartAsync("Main", id: "one");
        await host.WaitAsync("one", instance => instance.IsRunning);
        var execution = host.Store.Find("one")!.Execution;
        MailItem Result(string value, long of = 0) => new(MailKind.TaskDone, execution + of, 0, value);

        await host.DeliverAsync("one", Result("9", of: -1), Result("1"), Result("2"));
        await host.DeliverAsync("one", Result("3"));
        await host.Client.RaiseEventAsync("one", "go", 10);
        var end = await host.WaitForEndAsync("one");
        await host.DeliverAsync("one", Result("4"));

        Assert.Equal(11, end.ReadOutputAs<int>());
        var recorded = (await host.HistoryAsync("one")).OfType<TaskCompleted>();
        Assert.Equal(new TaskCompleted(0, "1"), Assert.Single(recorded));
    }

    [Fact]
    public async Task No_more_activities_run_at_a_time_than_the_host_allows()
    {
        var (running, most) = (0, 0);
        var gate = new Lock();
        var full = new TaskCompletionSource();
        var functions = new TestFunctions()
            .Activity<int, int>("Busy", async (number, _) =>
            {
                lock (gate)
                {
                    most = Math.Max(most, ++running);
                    if (running == EngineHost.MaxConcurrentActivities)
                    {
                        full.TrySetResult();
                    }
                }

                await full.Task;
                await Task.Yield();
                lock (gate)
                {
                    running--;
                }

                return number;
            })
            .Orchestrator("Main", async context => (await Task.WhenAll(
                Enumerable.Range(0, 50).Select(i => context.CallActivityAsync<int>("Busy", i)))).Length);
        await using var host = await EngineHost.OpenAsync(RunMode.Live, functions);

        var end = await host.RunAsync("Main");

        Assert.Equal(50, end.ReadOutputAs<int>());
        Assert.Equal(EngineHost.MaxConcurrentActivities, most);
    }

    [Fact]
    public async Task An_activity_that_ends_because_the_host_stops_is_run_again_and_its_failure_not_recorded()
    {
        var runs = new ConcurrentQueue<string>();
        var begun = new TaskCompletionSource();
        var functions = new TestFunctions()
            .Activity<int, int>("Long", async (number, cancellation) =>
            {
                begun.TrySetResult();
                if (runs.IsEmpty)
                {
                    runs.Enqueue("stopped");
                    await Task.Delay(Timeout.Infinite, cancellation);
                }

                runs.Enqueue("done");
                return number;
            })
            .Orchestrator("Main", async context => await context.CallActivityAsync<int>("Long", 3));
        await using var host = await EngineHost.OpenAsync(RunMode.Live, functions);
        await host.StartAsync("Main", id: "one");
        await begun.Task;

        await host.RestartAsync();
        var end = await host.WaitForEndAsync("one");

        Assert.Equal(3, end.ReadOutputAs<int>());
        Assert.Equal(["stopped", "done"], runs);
    }

    [Fact]
    public async Task A_stop_lets_a_running_activity_finish_and_records_its_result()
    {
        var runs = 0;
        var begun = new TaskCompletionSource();
        var functions = new TestFunctions()
            .Activity<int, int>("Stubborn", async (number, cancellation) =>
            {
                begun.TrySetResult();
                Interlocked.Increment(ref runs);
                var told = new TaskCompletionSource();
                await using var registration = cancellation.Register(told.SetResult);
                await told.Task;
                return number;
            })
            .Orchestrator("Main", async context => await context.CallActivityAsync<int>("Stubborn", 3));
        await using var host = await EngineHost.OpenAsync(RunMode.Live, functions);
        await host.StartAsync("Main", id: "one");
        await begun.Task;

        await host.RestartAsync();
        var end = await host.WaitForEndAsync("one");

        Assert.Equal(3, end.ReadOutputAs<int>());
        Assert.Equal(1, runs);
    }
}
