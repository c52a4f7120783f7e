using System.Text.Json;
using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Replay;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Runtime.Durable.Testing;

/// <summary>
/// Runs an orchestrator against a recorded history, with no engine: a change of its code that instances
/// already under way could not bear shows in a unit test and not in the night after the release.
/// </summary>
public static class OrchestrationReplay
{
    /// <summary>
    /// Throws <see cref="NonDeterminismException"/>, which names the step recorded and the step made, when
    /// the code does not do what the history says; else tells how far it came.
    /// </summary>
    /// <param name="history">A history that was exported.</param>
    /// <param name="orchestrator">
    /// The code, as the engine gets it: its result is the orchestration's output.
    /// </param>
    /// <param name="json">How payloads are read and written; the defaults of the worker when absent.</param>
    public static ReplayOutcome Run(
        RecordedHistory history,
        Func<TaskOrchestrationContext, Task<object?>> orchestrator,
        JsonSerializerOptions? json = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(orchestrator);
        var options = json ?? new JsonSerializerOptions { PropertyNameCaseInsensitive = true };
        var code = new OrchestrationCode(orchestrator, new Payloads(options), NullLoggerFactory.Instance);
        var replayer = new Replayer(history.InstanceId, code, (ExecutionStarted)history.Events[0], () => { });
        replayer.Replay(history.Events);
        return new ReplayOutcome(
            replayer.End is not null,
            (replayer.End as ExecutionCompleted)?.Result,
            (replayer.End as ExecutionFailed)?.Failure.ToDetails(),
            replayer.CustomStatus.Value);
    }

    /// <summary>The same for an orchestrator function as it is declared.</summary>
    /// <param name="history">A history that was exported.</param>
    /// <param name="orchestrator">An orchestrator function, as it is declared.</param>
    /// <param name="json">How payloads are read and written; the defaults of the worker when absent.</param>
    public static ReplayOutcome Run<TInput, TOutput>(
        RecordedHistory history,
        Func<TaskOrchestrationContext, TInput, Task<TOutput>> orchestrator,
        JsonSerializerOptions? json = null)
    {
        ArgumentNullException.ThrowIfNull(orchestrator);
        return Run(
            history, async context => await orchestrator(context, context.GetInput<TInput>()!), json);
    }
}
