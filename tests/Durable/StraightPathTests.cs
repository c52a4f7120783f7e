using Mesh.Durable.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests;

public class StraightPathTests
{
    [Theory]
    [InlineData(RunMode.Live)]
    [InlineData(RunMode.Dropped)]
    [InlineData(RunMode.Killed)]
    public async Task A_chain_of_activities_hands_each_result_to_the_next(RunMode mode)
    {
        var functions = new TestFunctions()
            .Activity<int, int>("Add", number => number + 1)
            .Orchestrator("Chain", async context =>
            {
                var number = context.GetInput<int>();
                for (var i = 0; i < 5; i++)
                {
                    number = await context.CallActivityAsync<int>("Add", number);
                }

                return number;
            });
        await using var host = await EngineHost.OpenAsync(mode, functions);

        var end = await host.RunAsync("Chain", 10);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(15, end.ReadOutputAs<int>());
    }
}
