namespace Mesh.Sites.Watchdogs;

/// <summary>A site without a watchdog: that its lease has ended is no evidence that it does not
/// write.</summary>
public sealed class NoWatchdog : IWatchdog
{
    public bool IsPresent => false;

    public Task<bool> ArmAsync(long deadline, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task DisarmAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
