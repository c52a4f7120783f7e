using Mesh.Durable.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests;

public class LimitTests
{
    [Fact]
    public async Task A_history_with_too_many_events_fails_the_instance_with_advice_before_it_is_written()
    {
        await FailsAsync(context =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                context.SendEvent("nobody", "note", 1);
            }
        });
    }

    [Fact]
    public async Task A_history_with_too_many_bytes_fails_the_instance_with_advice_before_it_is_written()
    {
        var payload = new string('x', 1_000_000);
        await FailsAsync(context =>
        {
            for (var i = 0; i < 68; i++)
            {
                context.SendEvent("nobody", "note", payload);
            }
        });
    }

    private static async Task FailsAsync(Action<TaskOrchestrationContext> code)
    {
        var functions = new TestFunctions().Orchestrator("Main", async context =>
        {
            code(context);
            return await context.WaitForExternalEvent<int>("never");
        });
        await using var host = await EngineHost.OpenAsync(RunMode.Live, functions);

        var end = await host.RunAsync("Main", id: "one");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("continue as new", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(3, (await host.HistoryAsync("one")).Count);
    }
}
