namespace Mesh.Sites.Watchdogs;

/// <summary>
/// Stops what writes at a site when the agent does not: a process of its own that outlives the agent. It
/// acts when its deadline has come and nobody has pushed it forward, and as soon as the agent is gone.
/// </summary>
public interface IWatchdog : IAsyncDisposable
{
    /// <summary>Whether there is one at all.</summary>
    bool IsPresent { get; }

    /// <summary>
    /// Sets the deadline, as a timestamp of the system's monotonic clock. True when the watchdog has
    /// confirmed it; false when it does not answer, so that nothing may rely on it.
    /// </summary>
    Task<bool> ArmAsync(long deadline, CancellationToken cancellationToken);

    /// <summary>Tells it that nothing here writes, so that there is nothing to stop.</summary>
    Task DisarmAsync(CancellationToken cancellationToken);
}
