using System.Text.Json;
using Mesh.Runtime.Durable;
using Microsoft.DurableTask;

namespace Mesh.Durable.Tests.Kit;

/// <summary>Orchestrators and activities given as lambdas.</summary>
internal sealed class TestFunctions : IDurableFunctions
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> orchestrators =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, Func<ActivityCall, CancellationToken, Task<string?>>> activities =
        new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<string> Orchestrators => orchestrators.Keys;

    public IEnumerable<string> Activities => activities.Keys;

    public TestFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> code)
    {
        orchestrators[name] = code;
        return this;
    }

    public TestFunctions Activity<TIn, TOut>(string name, Func<TIn, TOut> code) =>
        Activity<TIn, TOut>(name, (input, _) => Task.FromResult(code(input)));

    public TestFunctions Activity<TIn, TOut>(string name, Func<TIn, CancellationToken, Task<TOut>> code)
    {
        activities[name] = async (call, cancellation) =>
        {
            var input = call.SerializedInput is null
                ? default
                : JsonSerializer.Deserialize<TIn>(call.SerializedInput);
            return JsonSerializer.Serialize(await code(input!, cancellation));
        };
        return this;
    }

    public TestFunctions Without(string name)
    {
        orchestrators.Remove(name);
        activities.Remove(name);
        return this;
    }

    public Func<TaskOrchestrationContext, Task<object?>>? FindOrchestrator(string name) =>
        orchestrators.GetValueOrDefault(name);

    public Func<ActivityCall, CancellationToken, Task<string?>>? FindActivity(string name) =>
        activities.GetValueOrDefault(name);
}
