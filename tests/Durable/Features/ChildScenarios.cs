using Mesh.Durable.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests.Features;

internal static class ChildScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new(
            "a sub-orchestration returns its result and knows its parent",
            () => new TestFunctions()
                .Activity<int, int>("Add", number => number + 1)
                .Orchestrator("Child", async context =>
                {
                    var sum = await context.CallActivityAsync<int>("Add", context.GetInput<int>());
                    var parent = context.Parent!;
                    return $"{sum} for {parent.Name} {parent.InstanceId} as {context.InstanceId}";
                })
                .Orchestrator("Main", async context => await context.CallSubOrchestratorAsync<string>(
                    "Child", 1, new SubOrchestrationOptions(instanceId: "little"))),
            end => Assert.Equal("2 for Main instance as little", end.ReadOutputAs<string>())),
        new(
            "sub-orchestrations fan out under ids of their own",
            () => new TestFunctions()
                .Orchestrator("Child", context => Task.FromResult<object?>(context.InstanceId))
                .Orchestrator("Main", async context => (await Task.WhenAll(Enumerable.Range(0, 5)
                    .Select(_ => context.CallSubOrchestratorAsync<string>("Child")))).Distinct().Count()),
            end => Assert.Equal(5, end.ReadOutputAs<int>())),
        new(
            "the failure of a sub-orchestration reaches its parent",
            () => new TestFunctions()
                .Orchestrator("Child", _ => throw new InvalidDataException("no good"))
                .Orchestrator("Main", async context =>
                {
                    try
                    {
                        return await context.CallSubOrchestratorAsync<string>("Child");
                    }
                    catch (TaskFailedException e)
                    {
                        return $"{e.TaskName} {e.FailureDetails.ErrorType}: {e.FailureDetails.ErrorMessage}";
                    }
                }),
            end => Assert.Equal("Child System.IO.InvalidDataException: no good", end.ReadOutputAs<string>())),
        new(
            "a sub-orchestration that does not exist fails where it is called",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>("Nobody");
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.ErrorMessage;
                }
            }),
            end => Assert.Equal(
                "There is no orchestrator named 'Nobody' in this program.", end.ReadOutputAs<string>())),
        new(
            "a sub-orchestration under an id that is in use fails where it is called",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>(
                        "Main", input: null, new SubOrchestrationOptions(instanceId: context.InstanceId));
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.ErrorMessage;
                }
            }),
            end => Assert.StartsWith(
                "An orchestration instance with the id 'instance' already exists", end.ReadOutputAs<string>(),
                StringComparison.Ordinal)),
        new(
            "a sub-orchestration that is terminated fails where it is called",
            () => new TestFunctions()
                .Orchestrator("Child", async context => await context.WaitForExternalEvent<int>("never"))
                .Orchestrator("Main", async context =>
                {
                    try
                    {
                        return await context.CallSubOrchestratorAsync<string>(
                            "Child", input: null, new SubOrchestrationOptions(instanceId: "little"));
                    }
                    catch (TaskFailedException e)
                    {
                        return e.FailureDetails.ErrorMessage;
                    }
                }),
            end => Assert.Equal("The sub-orchestration 'little' was terminated.", end.ReadOutputAs<string>()))
        {
            Drive = async (host, _) =>
            {
                await host.WaitAsync("little", child => child.IsRunning);
                await host.CallAsync(
                    client => client.TerminateInstanceAsync("little", CancellationToken.None));
            },
        },
    ];
}
