using Mesh.Runtime.Durable.History;
using Microsoft.DurableTask;

namespace Mesh.Runtime.Durable.Replay;

/// <summary>A task that the orchestrator may be awaiting, and how the history completes it.</summary>
internal abstract class PendingResult
{
    public abstract void Complete(string? payload);

    public abstract void Fail(Failure failure);

    public abstract void Cancel(CancellationToken cancellation);
}

/// <summary>The result of an activity or a sub-orchestration, a timer, or an event.</summary>
internal sealed class PendingResult<T>(string name, int id, Payloads payloads) : PendingResult
{
    private readonly TaskCompletionSource<T> source = new();

    public Task<T> Task => source.Task;

    public override void Complete(string? payload)
    {
        try
        {
            source.TrySetResult(payloads.Read<T>(payload)!);
        }
#pragma warning disable CA1031 // What a converter throws belongs to the orchestrator that asked for the type.
        catch (Exception e)
#pragma warning restore CA1031
        {
            source.TrySetException(e);
        }
    }

    public override void Fail(Failure failure) =>
        source.TrySetException(new TaskFailedException(name, id, failure.ToDetails()));

    public override void Cancel(CancellationToken cancellation) => source.TrySetCanceled(cancellation);
}
