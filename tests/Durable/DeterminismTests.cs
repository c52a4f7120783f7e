using Mesh.Durable.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests;

/// <summary>Orchestrators that do not keep to the rules fail, alone, and say what to do.</summary>
public class DeterminismTests
{
    public static TheoryData<string, string, string> ChangedCode => new()
    {
        { "another activity", "activity 'First' (#0)", "activity 'Other' (#0)" },
        { "a timer instead", "activity 'First' (#0)", "timer #0" },
        { "a step more before", "activity 'First' (#0)", "event 'note' to instance 'other' (#0)" },
        { "a child instead", "activity 'First' (#0)", "sub-orchestration 'Main' (#0, instance 'x')" },
        { "nothing", "activity 'First' (#0)", "the end of the orchestrator" },
        {
            "a failure",
            "activity 'First' (#0)",
            "the failure of the orchestrator (System.IO.IOException: oh)"
        },
        { "a step more after", "no further step", "activity 'First' (#1)" },
        { "waiting only", "activity 'First' (#0)", "no further step" },
    };

    [Theory]
    [MemberData(nameof(ChangedCode))]
    public async Task Changed_code_fails_the_instance_and_names_the_step_expected_and_the_step_seen(
        string change, string expected, string seen)
    {
        var functions = new TestFunctions()
            .Activity<int, int>("First", number => number)
            .Orchestrator("Main", async context =>
            {
                await context.CallActivityAsync<int>("First", 1);
                return await context.WaitForExternalEvent<int>("go");
            });
        await using var host = await EngineHost.OpenAsync(RunMode.Live, functions);
        await host.StartAsync("Main", id: "one");
        await host.WaitAsync("one", _ => host.Store.Load("one")!.Events.Count >= 5);

        functions.Orchestrator("Main", context => ChangedAsync(change, context));
        await host.RestartAsync();
        var end = await host.WaitForEndAsync("one");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.EndsWith("NonDeterminismException", end.FailureDetails!.ErrorType, StringComparison.Ordinal);
        Assert.StartsWith(
            $"Non-deterministic orchestrator: instance 'one' expected {expected} and saw {seen}.",
            end.FailureDetails.ErrorMessage,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delay", RunMode.Live)]
    [InlineData("delay", RunMode.Dropped)]
    [InlineData("work beside an activity", RunMode.Live)]
    [InlineData("work beside an activity", RunMode.Dropped)]
    [InlineData("other thread", RunMode.Live)]
    [InlineData("other thread", RunMode.Dropped)]
    [InlineData("cancellation from outside", RunMode.Live)]
    [InlineData("cancellation from outside", RunMode.Dropped)]
    public async Task Awaiting_what_is_not_durable_fails_the_instance_with_advice(string sin, RunMode mode)
    {
        // Activities run after the turn that called them: what waits for one to begin goes on outside of a
        // turn.
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var functions = new TestFunctions()
            .Activity<int, int>("Endless", async (number, cancellation) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellation);
                return number;
            })
            .Activity<int, int>("Quick", number => number)
            .Orchestrator("Main", context => SinAsync(sin, context, begun.Task));
        await using var host = await EngineHost.OpenAsync(mode, functions);

        var end = await host.RunAsync("Main", id: "one");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.EndsWith("NonDurableAwaitException", end.FailureDetails!.ErrorType, StringComparison.Ordinal);
        Assert.Contains("use context.CreateTimer", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_messages_are_written_once_however_often_the_code_is_repeated()
    {
        var log = new ListLogger();
        var functions = new TestFunctions()
            .Activity<int, int>("Same", number => number)
            .Orchestrator("Main", async context =>
            {
                var logger = context.CreateReplaySafeLogger("main");
                var replays = context.IsReplaying ? 1 : 0;
                for (var i = 0; i < 3; i++)
                {
                    ListLogger.Write(logger, $"step {i}");
                    await context.CallActivityAsync<int>("Same", i);
                }

                return replays;
            });
        await using var host = await EngineHost.OpenAsync(RunMode.Dropped, functions, loggers: log);

        var end = await host.RunAsync("Main");

        Assert.Equal(["step 0", "step 1", "step 2"], log.Messages("main"));
        Assert.Equal(1, end.ReadOutputAs<int>());
    }

    private static async Task<object?> ChangedAsync(string change, TaskOrchestrationContext context)
    {
        switch (change)
        {
            case "another activity":
                return await context.CallActivityAsync<int>("Other", 1);
            case "a timer instead":
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return 1;
            case "a step more before":
                context.SendEvent("other", "note", 1);
                return await context.CallActivityAsync<int>("First", 1);
            case "a child instead":
                return await context.CallSubOrchestratorAsync<int>(
                    "Main", input: null, new SubOrchestrationOptions(instanceId: "x"));
            case "a failure":
                throw new IOException("oh");
            case "a step more after":
                await context.CallActivityAsync<int>("First", 1);
                return await context.CallActivityAsync<int>("First", 2);
            case "waiting only":
                return await context.WaitForExternalEvent<int>("go");
            default:
                return 1;
        }
    }

    private static async Task<object?> SinAsync(string sin, TaskOrchestrationContext context, Task outside)
    {
        switch (sin)
        {
            case "delay":
                await Task.Delay(Timeout.Infinite);
                break;
            case "work beside an activity":
                _ = context.CallActivityAsync<int>("Endless", 1);
                await Task.Run(() => outside);
                break;
            case "other thread":
                await context.CallActivityAsync<int>("Quick", 1).ConfigureAwait(false);
                await context.CallActivityAsync<int>("Endless", 1);
                break;
            default:
                _ = context.CallActivityAsync<int>("Endless", 1);
                using (var source = new CancellationTokenSource())
                {
                    _ = outside.ContinueWith(_ => source.Cancel(), TaskScheduler.Default);
                    await context.WaitForExternalEvent<int>("never", source.Token);
                }

                break;
        }

        return 1;
    }
}
