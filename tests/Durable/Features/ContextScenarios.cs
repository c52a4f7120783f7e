using Mesh.Durable.Tests.Kit;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests.Features;

internal static class ContextScenarios
{
    private static readonly string[] Names = ["ann", "bob"];

    public static IEnumerable<Scenario> All =>
    [
        new(
            "ids and the time are the same on every replay and never twice the same id",
            () => new TestFunctions()
                .Activity<Seen, Seen>("Same", seen => seen)
                .Orchestrator("Main", async context =>
                {
                    var ticks = context.CurrentUtcDateTime.Ticks;
                    var seen = new Seen(context.NewGuid(), context.NewGuid(), ticks);
                    var echoed = await context.CallActivityAsync<Seen>("Same", seen);
                    var again = await context.CallActivityAsync<Seen>("Same", seen);
                    return seen == echoed && seen == again && seen.First != seen.Second
                        && context.NewGuid() != seen.First;
                }),
            end => Assert.True(end.ReadOutputAs<bool>())),
        new(
            "the custom status can be seen from outside",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                context.SetCustomStatus(new Progress("copying", 50));
                await context.WaitForExternalEvent<int>("go");
                return "done";
            }),
            end => Assert.Equal(new Progress("copying", 50), end.ReadCustomStatusAs<Progress>()))
        {
            Drive = async (host, id) =>
            {
                const string Shown = """{"Phase":"copying","Percent":50}""";
                await host.WaitAsync(id, instance => instance.SerializedCustomStatus == Shown);
                await host.CallAsync(client => client.RaiseEventAsync(id, "go"));
            },
        },
        new(
            "inputs and outputs are records",
            () => new TestFunctions()
                .Activity<Order, Order>("Ship", order => order with { Shipped = true })
                .Orchestrator("Main", async context =>
                    await context.CallActivityAsync<Order>("Ship", context.GetInput<Order>())),
            end =>
            {
                var order = end.ReadOutputAs<Order>()!;
                Assert.True(order.Shipped);
                Assert.Equal(Names, order.Names);
            }) { Input = new Order(3, Names, false) },
        new(
            "an orchestrator that throws at once fails",
            () => new TestFunctions().Orchestrator("Main", _ => throw new InvalidDataException("no good")),
            end =>
            {
                Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
                Assert.Equal("System.IO.InvalidDataException", end.FailureDetails!.ErrorType);
                Assert.Equal("no good", end.FailureDetails.ErrorMessage);
            }),
        new(
            "an output that cannot be recorded fails the orchestration with advice",
            () => new TestFunctions().Orchestrator(
                "Main", _ => Task.FromResult<object?>(new string('x', 2 * 1024 * 1024))),
            end => Assert.Contains(
                "pass a reference", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal)),
        new(
            "a failure after continuing as new is a failure",
            () => new TestFunctions().Orchestrator("Main", context =>
            {
                context.ContinueAsNew(1);
                throw new InvalidDataException("no good");
            }),
            end => Assert.Equal("no good", end.FailureDetails!.ErrorMessage)),
    ];

    private sealed record Seen(Guid First, Guid Second, long Ticks);

    private sealed record Progress(string Phase, int Percent);

    private sealed record Order(int Id, string[] Names, bool Shipped);
}
