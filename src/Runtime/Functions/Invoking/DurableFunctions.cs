using System.Text.Json;
using Mesh.Runtime.Durable;
using Microsoft.DurableTask;
using Microsoft.Extensions.Options;

namespace Mesh.Runtime.Functions.Invoking;

/// <summary>Hands the discovered orchestrators and activities to the durable engine.</summary>
internal sealed class DurableFunctions(
    FunctionTable table,
    FunctionInvoker invoker,
    IOptions<JsonSerializerOptions> json,
    bool lossyResults) : IDurableFunctions
{
    public IEnumerable<string> Orchestrators =>
        table.Of(FunctionKind.Orchestrator).Select(function => function.Name);

    public IEnumerable<string> Activities =>
        table.Of(FunctionKind.Activity).Select(function => function.Name);

    public Func<TaskOrchestrationContext, Task<object?>>? FindOrchestrator(string name) =>
        table.Find(name, FunctionKind.Orchestrator) is { } function
            ? context => invoker.InvokeOrchestratorAsync(function, context)
            : null;

    public Func<ActivityCall, CancellationToken, Task<string?>>? FindActivity(string name) =>
        table.Find(name, FunctionKind.Activity) is { } function
            ? (call, cancellation) => RunAsync(function, call, cancellation)
            : null;

    private async Task<string?> RunAsync(
        FunctionEntry function, ActivityCall call, CancellationToken cancellation)
    {
        var result = await invoker.InvokeActivityAsync(function, call, cancellation);
        if (result is null)
        {
            return null;
        }

        var text = JsonSerializer.Serialize(result, result.GetType(), json.Value);
        return lossyResults ? LossyHop.Pass(text) : text;
    }
}
