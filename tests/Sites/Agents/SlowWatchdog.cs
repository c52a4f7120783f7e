using Mesh.Sites.Watchdogs;

namespace Mesh.Tests.Sites.Agents;

/// <summary>A watchdog whose process takes its time to start.</summary>
internal sealed class SlowWatchdog : IWatchdog
{
    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsAsked { get; private set; }

    public bool IsPresent => true;

    public async Task<bool> ArmAsync(long deadline, CancellationToken cancellationToken)
    {
        IsAsked = true;
        await Started.Task.WaitAsync(cancellationToken);
        return true;
    }

    public Task DisarmAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
