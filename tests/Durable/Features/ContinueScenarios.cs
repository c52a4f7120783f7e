using Mesh.Durable.Tests.Kit;

namespace Mesh.Durable.Tests.Features;

internal static class ContinueScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new(
            "an orchestration continues as new with the next input",
            () => new TestFunctions()
                .Activity<int, int>("Add", number => number + 1)
                .Orchestrator("Main", async context =>
                {
                    var number = await context.CallActivityAsync<int>("Add", context.GetInput<int>());
                    if (number < 5)
                    {
                        context.ContinueAsNew(number);
                    }

                    return number;
                }),
            end => Assert.Equal(5, end.ReadOutputAs<int>())) { Input = 0 },
        new(
            "events that nobody asked for are kept when continuing as new",
            Collecting,
            end => Assert.Equal("1 2 3", end.ReadOutputAs<string>())) { Input = "", Drive = RaiseThreeAsync },
        new(
            "events that nobody asked for can be dropped when continuing as new",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                if (context.GetInput<string>() == "again")
                {
                    return await context.WaitForExternalEvent<int>("number");
                }

                await context.WaitForExternalEvent<int>("go");
                context.ContinueAsNew("again", preserveUnprocessedEvents: false);
                return null;
            }),
            end => Assert.Equal(2, end.ReadOutputAs<int>()))
        {
            Input = "first",
            Drive = async (host, id) =>
            {
                await host.CallAsync(client => client.RaiseEventAsync(id, "number", 1));
                await host.CallAsync(client => client.RaiseEventAsync(id, "go", 0));
                await host.WaitAsync(id, instance => instance.SerializedInput == "\"again\"");
                await host.CallAsync(client => client.RaiseEventAsync(id, "number", 2));
            },
        },
        new(
            "the custom status stays when continuing as new",
            () => new TestFunctions().Orchestrator("Main", context =>
            {
                if (context.GetInput<int>() == 0)
                {
                    context.SetCustomStatus("set in the first");
                    context.ContinueAsNew(1);
                }

                return Task.FromResult<object?>("done");
            }),
            end => Assert.Equal("set in the first", end.ReadCustomStatusAs<string>())) { Input = 0 },
        new(
            "a result that was under way to the last execution does not meet the next",
            () => new TestFunctions()
                .Activity<int, int>("Same", number => number)
                .Orchestrator("Main", async context =>
                {
                    if (context.GetInput<int>() == 0)
                    {
                        _ = context.CallActivityAsync<int>("Same", 1);
                        context.ContinueAsNew(1);
                        return null;
                    }

                    return await context.CallActivityAsync<int>("Same", 2);
                }),
            end => Assert.Equal(2, end.ReadOutputAs<int>())) { Input = 0 },
        new(
            "a sub-orchestration that continues as new still answers its parent",
            () => new TestFunctions()
                .Orchestrator("Child", context =>
                {
                    var number = context.GetInput<int>();
                    if (number < 3)
                    {
                        context.ContinueAsNew(number + 1);
                    }

                    return Task.FromResult<object?>(number);
                })
                .Orchestrator(
                    "Main", async context => await context.CallSubOrchestratorAsync<int>("Child", 0)),
            end => Assert.Equal(3, end.ReadOutputAs<int>())),
    ];

    private static TestFunctions Collecting() => new TestFunctions().Orchestrator("Main", async context =>
    {
        var number = await context.WaitForExternalEvent<int>("number");
        var collected = $"{context.GetInput<string>()} {number}".Trim();
        if (number < 3)
        {
            context.ContinueAsNew(collected);
        }

        return collected;
    });

    private static async Task RaiseThreeAsync(EngineHost host, string id)
    {
        for (var i = 1; i <= 3; i++)
        {
            await host.CallAsync(client => client.RaiseEventAsync(id, "number", i));
        }
    }
}
