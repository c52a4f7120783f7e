using Mesh.Durable.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests.Features;

internal static class ActivityScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new(
            "a chain of activities hands each result to the next",
            () => new TestFunctions()
                .Activity<int, int>("Add", number => number + 1)
                .Orchestrator("Main", async context =>
                {
                    var number = context.GetInput<int>();
                    for (var i = 0; i < 5; i++)
                    {
                        number = await context.CallActivityAsync<int>("Add", number);
                    }

                    return number;
                }),
            end => Assert.Equal(15, end.ReadOutputAs<int>())) { Input = 10 },
        new(
            "activities fan out and in",
            () => new TestFunctions()
                .Activity<int, int>("Square", number => number * number)
                .Orchestrator("Main", async context => (await Task.WhenAll(
                    Enumerable.Range(0, 20).Select(i => context.CallActivityAsync<int>("Square", i)))).Sum()),
            end => Assert.Equal(2470, end.ReadOutputAs<int>())),
        new(
            "names of activities do not regard case",
            () => new TestFunctions()
                .Activity<int, int>("Add", number => number + 1)
                .Orchestrator("Main", async context => await context.CallActivityAsync<int>("aDD", 1)),
            end => Assert.Equal(2, end.ReadOutputAs<int>())),
        new(
            "the failure of an activity can be caught and tells what failed",
            () => new TestFunctions()
                .Activity<int, int>("Break", _ => throw new InvalidDataException("no good"))
                .Orchestrator("Main", async context =>
                {
                    try
                    {
                        return await context.CallActivityAsync<string>("Break", 1);
                    }
                    catch (TaskFailedException e)
                    {
                        var details = e.FailureDetails;
                        return $"{e.TaskName}#{e.TaskId} {details.ErrorType}: {details.ErrorMessage}";
                    }
                }),
            end => Assert.Equal(
                "Break#0 System.IO.InvalidDataException: no good", end.ReadOutputAs<string>())),
        new(
            "the failure of an activity that nobody catches fails the orchestration",
            () => new TestFunctions()
                .Activity<int, int>("Break", _ => throw new InvalidDataException("no good"))
                .Orchestrator("Main", async context => await context.CallActivityAsync<int>("Break", 1)),
            end =>
            {
                Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
                Assert.Equal(typeof(TaskFailedException).FullName, end.FailureDetails!.ErrorType);
                Assert.Equal(
                    "Task 'Break' (#0) failed with an unhandled exception: no good",
                    end.FailureDetails.ErrorMessage);
                Assert.Equal("System.IO.InvalidDataException", end.FailureDetails.InnerFailure!.ErrorType);
            }),
        new(
            "an activity that does not exist fails where it is called",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                try
                {
                    return await context.CallActivityAsync<string>("Nobody");
                }
                catch (TaskFailedException e)
                {
                    return e.FailureDetails.ErrorMessage;
                }
            }),
            end => Assert.Equal(
                "There is no activity named 'Nobody' in this program.", end.ReadOutputAs<string>())),
        new(
            "an input that is too large is refused where it is given",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                try
                {
                    return await context.CallActivityAsync<string>("Any", new string('x', 1024 * 1024));
                }
                catch (Domain.Errors.MeshException e)
                {
                    return e.Message;
                }
            }),
            end => Assert.Equal(
                "input of activity 'Any': 1,048,578 bytes of JSON, where a history holds at most 1,048,576 "
                + "(store the data elsewhere and pass a reference to it)",
                end.ReadOutputAs<string>())),
        new(
            "a result that is too large is the activity's failure",
            () => new TestFunctions()
                .Activity<int, string>("Long", size => new string('x', size))
                .Orchestrator("Main", async context =>
                {
                    try
                    {
                        return (await context.CallActivityAsync<string>("Long", 1024 * 1024)).Length;
                    }
                    catch (TaskFailedException)
                    {
                        return (await context.CallActivityAsync<string>("Long", (1024 * 1024) - 2)).Length;
                    }
                }),
            end => Assert.Equal((1024 * 1024) - 2, end.ReadOutputAs<int>())),
    ];
}
