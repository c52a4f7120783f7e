using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.Progress;

namespace Mesh.Sources.MariaDb.Proving;

/// <summary>What is rehearsed.</summary>
public sealed record RehearsalRequest
{
    /// <summary>The full backups to choose from, the oldest first; at least one.</summary>
    public required IReadOnlyList<RehearsalBase> Bases { get; init; }

    /// <summary>The log that follows them; null where there is none, which leaves the newest backup's own
    /// state.</summary>
    public LogChain? Log { get; init; }

    /// <summary>
    /// From 0 to less than 1: the moment, as a part of what the log has since the oldest of the backups; null
    /// for the newest backup and the end of its log.
    /// </summary>
    public double? Moment { get; init; }

    /// <summary>What must hold then.</summary>
    public IReadOnlyList<SqlAssertion> Assertions { get; init; } = [];

    /// <summary>Whether the restored server has to take a write, and give it back, at last.</summary>
    public bool Promotes { get; init; }

    /// <summary>Gives each stage something to count on; null where nobody looks.</summary>
    public Func<TransferProgress>? Progress { get; init; }

    /// <summary>How many connections load and compare at once; 1 to 64.</summary>
    public int Connections { get; init; } = 4;
}
