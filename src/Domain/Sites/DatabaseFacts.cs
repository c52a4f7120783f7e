namespace Mesh.Domain.Sites;

/// <summary>How a database server is, as its agent has read it.</summary>
/// <param name="Role">What it is.</param>
/// <param name="ReadAt">When that was read, by the agent's clock.</param>
public sealed record DatabaseFacts(DatabaseRole Role, DateTimeOffset ReadAt)
{
    /// <summary>The GTID set it has applied; empty where it has none.</summary>
    public string Applied { get; init; } = "";

    /// <summary>The GTID set a replica has received, applied or not; empty for a primary.</summary>
    public string Received { get; init; } = "";

    /// <summary>How far a replica is behind its primary; null where that is not known.</summary>
    public TimeSpan? Lag { get; init; }

    /// <summary>When the newest transaction it holds was committed; null where it holds none.</summary>
    public DateTimeOffset? NewestCommit { get; init; }

    /// <summary>
    /// Of a primary: whether it acknowledges no commit before a standby has it, whatever happens. Of a
    /// replica: whether its primary was seen to be so while it was connected last.
    /// </summary>
    public bool LosesNothing { get; init; }

    /// <summary>
    /// Whether it is connected: a replica to its primary, a primary to an acknowledging replica.
    /// </summary>
    public bool Connected { get; init; }
}
