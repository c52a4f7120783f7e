namespace Mesh.Orchestrations.Movements;

/// <summary>How a run cuts, sends and waits for its movements; pinned when the run starts.</summary>
public sealed record MovementPolicy
{
    /// <summary>The size that a movement is cut to.</summary>
    public long MovementBytes { get; init; } = 256L << 20;

    /// <summary>How many movements may be outstanding.</summary>
    public int Window { get; init; } = 6;

    /// <summary>How long a movement may stay without a result before it is sent again.</summary>
    public double PatienceSeconds { get; init; } = 1800;

    /// <summary>How often a movement is sent before the run gives up.</summary>
    public int MaxSends { get; init; } = 4;

    /// <summary>
    /// The first pause before what failed is tried again, movement or activity; it grows with each time.
    /// </summary>
    public double PauseSeconds { get; init; } = 1;

    /// <summary>How often the run's lock is renewed; restic calls a lock stale after 30 minutes.</summary>
    public double LockRefreshSeconds { get; init; } = 240;

    /// <summary>How often a run whose commit finds data missing begins again.</summary>
    public int MaxAttempts { get; init; } = 3;
}
