using Mesh.Durable.Tests.Kit;

namespace Mesh.Durable.Tests.Features;

internal static class TimerScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new(
            "a timer fires when its time has come and not before",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                var due = context.CurrentUtcDateTime.AddMinutes(1);
                await context.CreateTimer(due, CancellationToken.None);
                return context.CurrentUtcDateTime >= due;
            }),
            end => Assert.True(end.ReadOutputAs<bool>())),
        new(
            "a timer in the past fires at once",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                await context.CreateTimer(context.CurrentUtcDateTime.AddYears(-1), CancellationToken.None);
                return "fired";
            }),
            end => Assert.Equal("fired", end.ReadOutputAs<string>())),
        new(
            "timers fire in the order of their times",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                var order = new List<int>();
                await Task.WhenAll(new[] { 90, 30, 60 }.Select(async seconds =>
                {
                    await context.CreateTimer(TimeSpan.FromSeconds(seconds), CancellationToken.None);
                    order.Add(seconds);
                }));
                return string.Join(' ', order);
            }),
            end => Assert.Equal("30 60 90", end.ReadOutputAs<string>())),
        new(
            "a cancelled timer throws and never fires",
            () => new TestFunctions()
                .Activity<int, int>("Same", number => number)
                .Orchestrator("Main", async context =>
                {
                    using var cancellation = new CancellationTokenSource();
                    var late = context.CreateTimer(TimeSpan.FromDays(1), cancellation.Token);
                    await context.CallActivityAsync<int>("Same", 1);
                    Cancel(cancellation);
                    try
                    {
                        await late;
                        return "fired";
                    }
                    catch (TaskCanceledException)
                    {
                        await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                        return "cancelled";
                    }
                }),
            end => Assert.Equal("cancelled", end.ReadOutputAs<string>())),
    ];

    /// <summary>CancelAsync would leave the orchestrator's thread.</summary>
    private static void Cancel(CancellationTokenSource source) => source.Cancel();
}
