using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.Progress;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Aside;

/// <summary>What is restored aside: either tables or databases.</summary>
public sealed record AsideRequest
{
    /// <summary>The root tree of the full backup.</summary>
    public required BlobId Tree { get; init; }

    /// <summary>The log that is replayed; null for the backup's own state.</summary>
    public LogChain? Log { get; init; }

    /// <summary>Where the log goes on from the backup; given with <see cref="Log"/>.</summary>
    public LogStart? Start { get; init; }

    /// <summary>Where the replay ends; given with <see cref="Log"/>.</summary>
    public ReplayEnd End { get; init; } = ReplayEnd.OfLog;

    /// <summary>The databases, complete but for accounts; empty where tables are wanted.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>The tables; empty where databases are wanted.</summary>
    public IReadOnlyList<AsideTable> Tables { get; init; } = [];

    /// <summary>
    /// A database of the target that belongs to this restore alone: tables are staged in it, and it tells
    /// how far a restore is that was cut off. The same whenever it is done again.
    /// </summary>
    public required string Staging { get; init; }

    /// <summary>Whether what the target has under the same names is replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>How many connections load and compare at once; 1 to 64.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Gives each stage something to count on; null where nobody looks.</summary>
    public Func<TransferProgress>? Progress { get; init; }
}
