using Mesh.Domain.Errors;
using Mesh.Durable.Tests.Kit;
using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Replay;
using Mesh.Runtime.Durable.Testing;
using Microsoft.DurableTask;

namespace Mesh.Durable.Tests;

/// <summary>Orchestrators against recorded histories, without an engine.</summary>
public class ReplayTests
{
    /// <summary>What the engine writes and must be able to read for ever.</summary>
    private const string Golden = """
        {
          "instance": "order-1",
          "events": [
            {"type": "ExecutionStarted", "name": "Order", "at": "2030-01-01T12:00:00Z", "input": "3"},
            {"type": "TurnStarted", "at": "2030-01-01T12:00:01Z"},
            {"type": "TaskScheduled", "id": 0, "name": "Reserve", "input": "3"},
            {"type": "TurnStarted", "at": "2030-01-01T12:00:02Z"},
            {"type": "TaskFailed", "id": 0, "failure": {"type": "System.IO.IOException", "message": "busy"}},
            {"type": "TimerCreated", "id": 1, "fireAt": "2030-01-01T12:00:12Z"},
            {"type": "TurnStarted", "at": "2030-01-01T12:00:12Z"},
            {"type": "TimerFired", "id": 1},
            {"type": "TaskScheduled", "id": 2, "name": "Reserve", "input": "3"},
            {"type": "TurnStarted", "at": "2030-01-01T12:00:13Z"},
            {"type": "TaskCompleted", "id": 2, "result": "\"shelf 7\""},
            {"type": "TurnStarted", "at": "2030-01-01T12:00:14Z"},
            {"type": "EventRaised", "name": "PAID", "payload": "true"},
            {"type": "ExecutionCompleted", "result": "\"shelf 7 at 14\""}
          ]
        }
        """;

    [Fact]
    public void A_recorded_history_is_repeated_to_its_end()
    {
        var outcome = OrchestrationReplay.Run<int, string>(RecordedHistory.Parse(Golden), OrderAsync);

        Assert.True(outcome.HasEnded);
        Assert.Equal("\"shelf 7 at 14\"", outcome.SerializedOutput);
        Assert.Equal("\"reserved\"", outcome.SerializedCustomStatus);
    }

    [Fact]
    public void A_history_that_has_not_ended_is_repeated_as_far_as_it_goes()
    {
        var history = RecordedHistory.Parse(Golden);
        var begun = new RecordedHistory(history.InstanceId, [.. history.Events.Take(11)]);

        var outcome = OrchestrationReplay.Run<int, string>(begun, OrderAsync);

        Assert.False(outcome.HasEnded);
        Assert.Equal("\"reserved\"", outcome.SerializedCustomStatus);
    }

    [Fact]
    public void Changed_code_is_found_and_both_steps_are_named()
    {
        var diverged = Assert.Throws<NonDeterminismException>(() => OrchestrationReplay.Run<int, string>(
            RecordedHistory.Parse(Golden),
            async (context, count) => await context.CallActivityAsync<string>("Reserve", count)));

        Assert.Equal("timer #1", diverged.Expected);
        Assert.StartsWith("the failure of the orchestrator", diverged.Seen, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_steps_a_turn_earlier_are_changed_code_too()
    {
        var history = new RecordedHistory("one",
        [
            new ExecutionStarted("Main", DateTime.UnixEpoch),
            new TurnStarted(DateTime.UnixEpoch),
            new TaskScheduled(0, "First"),
            new TurnStarted(DateTime.UnixEpoch),
            new TaskCompleted(0, "1"),
            new TaskScheduled(1, "Second"),
        ]);

        var diverged = Assert.Throws<NonDeterminismException>(() => OrchestrationReplay.Run(
            history,
            async context => await Task.WhenAll(
                context.CallActivityAsync<int>("First"), context.CallActivityAsync<int>("Second"))));

        Assert.Equal(("no further step", "activity 'Second' (#1)"), (diverged.Expected, diverged.Seen));
    }

    [Fact]
    public void A_retry_policy_gives_up_when_its_time_is_over()
    {
        var policy = new RetryPolicy(9, TimeSpan.FromMinutes(1), retryTimeout: TimeSpan.FromMinutes(1));
        var start = new DateTime(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc);
        var busy = new Failure("System.IO.IOException", "busy");
        var history = new RecordedHistory("one",
        [
            new ExecutionStarted("Main", start),
            new TurnStarted(start),
            new TaskScheduled(0, "Break"),
            new TurnStarted(start.AddSeconds(1)),
            new TaskFailed(0, busy),
            new TimerCreated(1, start.AddSeconds(61)),
            new TurnStarted(start.AddSeconds(61)),
            new TimerFired(1),
            new TaskScheduled(2, "Break"),
            new TurnStarted(start.AddSeconds(62)),
            new TaskFailed(2, busy),
            new ExecutionFailed(busy),
        ]);

        var outcome = OrchestrationReplay.Run(history, async context =>
            await context.CallActivityAsync<int>("Break", TaskOptions.FromRetryPolicy(policy)));

        Assert.Equal("busy", outcome.Failure!.InnerFailure!.ErrorMessage);
    }

    [Fact]
    public void A_recording_is_the_same_after_writing_and_reading()
    {
        var history = RecordedHistory.Parse(Golden);

        var again = RecordedHistory.Parse(history.ToJson());

        Assert.Equal("Order", again.Orchestrator);
        Assert.Equal(history.Events, again.Events);
        Assert.Equal(history.ToJson(), again.ToJson());
    }

    [Theory]
    [InlineData("not json", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"events": []}""", "'instance' is missing")]
    [InlineData("""{"instance": "a"}""", "'events' is missing")]
    [InlineData("""{"instance": "a", "events": []}""", "does not begin with its start")]
    [InlineData("""{"instance": "a", "events": [{"id": 1}]}""", "event 0 has no 'type'")]
    [InlineData("""{"instance": "a", "events": [{"type": "Nonsense"}]}""", "unknown type 'Nonsense'")]
    [InlineData("""{"instance": "a", "events": [{"type": "TaskScheduled", "id": 1}]}""", "is not readable")]
    public void A_recording_that_is_none_is_refused_with_the_reason(string text, string reason)
    {
        var refused = Assert.ThrowsAny<MeshException>(() => RecordedHistory.Parse(text));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_engine_ran_can_be_exported_and_repeated()
    {
        Func<TaskOrchestrationContext, Task<object?>> code = async context =>
        {
            var child = await context.CallSubOrchestratorAsync<string>("Child", context.NewGuid());
            context.SendEvent("nobody", "note", child);
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            return $"{child} {await context.CallActivityAsync<int>("Same", 4)}";
        };
        var functions = new TestFunctions()
            .Activity<int, int>("Same", number => number)
            .Orchestrator("Child", context => Task.FromResult<object?>(context.GetInput<string>()))
            .Orchestrator("Main", code);
        await using var host = await EngineHost.OpenAsync(RunMode.Live, functions);
        var end = await host.RunAsync("Main", id: "one");

        var exported = (await host.Administration.ExportHistoryAsync("one"))!;
        var outcome = OrchestrationReplay.Run(RecordedHistory.Parse(exported.ToJson()), code);

        Assert.Equal(end.SerializedOutput, outcome.SerializedOutput);
        Assert.Null(await host.Administration.ExportHistoryAsync("nobody"));
    }

    private static async Task<string> OrderAsync(TaskOrchestrationContext context, int count)
    {
        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(10)));
        var place = await context.CallActivityAsync<string>("Reserve", count, retry);
        context.SetCustomStatus("reserved");
        await context.WaitForExternalEvent<bool>("paid");
        return $"{place} at {context.CurrentUtcDateTime.Second}";
    }
}
