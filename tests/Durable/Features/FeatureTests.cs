using System.Collections.Concurrent;
using Mesh.Durable.Tests.Kit;

namespace Mesh.Durable.Tests.Features;

/// <summary>Every feature, left alone, forgotten after every turn, and killed after every commit.</summary>
public class FeatureTests
{
    private static readonly Dictionary<string, Scenario> Scenarios = new[]
    {
        ActivityScenarios.All,
        RetryScenarios.All,
        ChildScenarios.All,
        TimerScenarios.All,
        EventScenarios.All,
        ContinueScenarios.All,
        ContextScenarios.All,
    }.SelectMany(list => list).ToDictionary(scenario => scenario.Name);

    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Undisturbed = new();

    public static TheoryData<string, RunMode> Cases()
    {
        var cases = new TheoryData<string, RunMode>();
        foreach (var scenario in Scenarios.Keys)
        {
            foreach (var mode in Enum.GetValues<RunMode>())
            {
                cases.Add(scenario, mode);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_works_and_leaves_the_same_history_however_the_engine_is_treated(
        string scenario, RunMode mode)
    {
        var undisturbed = Undisturbed.GetOrAdd(
            scenario, name => new(() => RunAsync(Scenarios[name], RunMode.Live)));

        var history = mode == RunMode.Live
            ? await undisturbed.Value
            : await RunAsync(Scenarios[scenario], mode);

        Assert.Equal(await undisturbed.Value, history);
    }

    private static async Task<string> RunAsync(Scenario scenario, RunMode mode)
    {
        await using var host = await EngineHost.OpenAsync(mode, scenario.Functions());
        var id = await host.StartAsync(scenario.Orchestrator, scenario.Input, "instance");
        await scenario.Drive(host, id);
        var end = await host.WaitForEndAsync(id);
        scenario.Check(end);
        return Normalized.Of(await host.HistoryAsync(id));
    }
}
