using Mesh.Durable.Tests.Kit;
using Mesh.Tests.Kit;
using Microsoft.DurableTask;
using Xunit.Abstractions;

namespace Mesh.Durable.Tests;

/// <summary>Random orchestrations beside a plain computation of what they must come to.</summary>
public class RandomProgramTests(ITestOutputHelper output)
{
    private const int MaxDepth = 3;

    [Theory]
    [InlineData(RunMode.Live, 20)]
    [InlineData(RunMode.Dropped, 10)]
    [InlineData(RunMode.Killed, 4)]
    public Task Random_orchestrations_come_to_what_they_must(RunMode mode, int programs) =>
        RunAsync(mode, programs);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(RunMode.Live, 1000)]
    [InlineData(RunMode.Dropped, 300)]
    [InlineData(RunMode.Killed, 100)]
    public Task Many_random_orchestrations_come_to_what_they_must(RunMode mode, int programs) =>
        RunAsync(mode, programs);

    private async Task RunAsync(RunMode mode, int programs)
    {
        var random = Seed.NewRandom(output);
        var functions = new TestFunctions()
            .Activity<int, int>("Add", number => number + 1)
            .Activity<int, int>("Break", number => throw new InvalidDataException($"{number}"))
            .Orchestrator(
                "Program", async context => await ExecuteAsync(context, context.GetInput<Step[]>()!));
        await using var host = await EngineHost.OpenAsync(mode, functions);
        for (var i = 0; i < programs; i++)
        {
            var program = Generate(random, depth: 0);

            var end = await host.RunAsync("Program", program, $"program-{i}");

            Assert.Equal(Compute(program), end.ReadOutputAs<int>());
        }
    }

    private static Step[] Generate(Random random, int depth) =>
    [
        .. Enumerable.Range(0, random.Next(1, 6)).Select(_ => random.Next(depth < MaxDepth ? 7 : 5) switch
        {
            0 => new Step("activity", random.Next(100)),
            1 => new Step("failure", random.Next(100)),
            2 => new Step("timer", random.Next(1, 30)),
            3 => new Step("event", random.Next(100)),
            4 => new Step("late event", random.Next(100)),
            5 => new Step("child", 0, Generate(random, depth + 1)),
            _ => new Step("fan", 0, Generate(random, depth + 1)),
        }),
    ];

    /// <summary>What the program comes to, without any engine.</summary>
    private static int Compute(Step[] program) => program.Sum(step => step.Kind switch
    {
        "activity" => step.Number + 1,
        "timer" => 1,
        "child" or "fan" => Compute(step.Inner!),
        _ => step.Number,
    });

    private static async Task<int> ExecuteAsync(TaskOrchestrationContext context, Step[] program)
    {
        var sum = 0;
        foreach (var step in program)
        {
            sum += await ExecuteAsync(context, step);
        }

        return sum;
    }

    private static async Task<int> ExecuteAsync(TaskOrchestrationContext context, Step step)
    {
        switch (step.Kind)
        {
            case "activity":
                return await context.CallActivityAsync<int>("Add", step.Number);
            case "failure":
                try
                {
                    return await context.CallActivityAsync<int>("Break", step.Number);
                }
                catch (TaskFailedException e)
                {
                    return int.Parse(e.FailureDetails.ErrorMessage, null);
                }

            case "timer":
                await context.CreateTimer(TimeSpan.FromSeconds(step.Number), CancellationToken.None);
                return 1;
            case "event":
                var name = context.NewGuid().ToString();
                context.SendEvent(context.InstanceId, name, step.Number);
                return await context.WaitForExternalEvent<int>(name);
            case "late event":
                try
                {
                    return await context.WaitForExternalEvent<int>("never", TimeSpan.FromSeconds(5));
                }
                catch (TaskCanceledException)
                {
                    return step.Number;
                }

            case "child":
                return await context.CallSubOrchestratorAsync<int>("Program", step.Inner);
            default:
                return (await Task.WhenAll(step.Inner!.Select(inner => ExecuteAsync(context, inner)))).Sum();
        }
    }

    private sealed record Step(string Kind, int Number, Step[]? Inner = null);
}
