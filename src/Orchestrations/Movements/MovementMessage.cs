using Mesh.Orchestrations.Proofs;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Movements;

/// <summary>
/// One bounded piece of data transfer, as it lies in the queue of the site that holds the data. It carries
/// references only: doing it twice has the effect of doing it once.
/// </summary>
public sealed record MovementMessage
{
    public required RunScope Run { get; init; }

    /// <summary>Unique within the run; the name of the event that brings the result back.</summary>
    public required string MovementId { get; init; }

    /// <summary>One of <see cref="MovementKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>
    /// The step of the run that this belongs to. A run that has gone on to a later step no longer wants it:
    /// that is how a message that comes late does no harm.
    /// </summary>
    public required int Step { get; init; }

    public required int Attempt { get; init; }

    /// <summary>How many times this movement has been sent, this time included.</summary>
    public int Send { get; init; } = 1;

    /// <summary>The database server that is backed up or restored to; null where files are.</summary>
    public DatabaseSource? Database { get; init; }

    /// <summary>The log that is worked on; null for all but logs.</summary>
    public LogTask? Log { get; init; }

    /// <summary>What is rehearsed; null for all but rehearsals.</summary>
    public ProofTask? Proof { get; init; }

    /// <summary>What is restored by way of a scratch server; null for all else.</summary>
    public AsideTask? Aside { get; init; }

    /// <summary>
    /// A backup: what is backed up. A restore: the paths below which the target is to hold nothing else;
    /// empty: what is there besides is left alone.
    /// </summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>A backup of files: the directory below which the paths stand; empty for the root.</summary>
    public string Root { get; init; } = "";

    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>A plan of a backup: there is to be no snapshot to compare with.</summary>
    public bool Full { get; init; }

    /// <summary>
    /// Backup: the snapshot compared with, empty for a full one; at the first plan also where the newest is
    /// to be found. Restore: the snapshot restored.
    /// </summary>
    public string Snapshot { get; init; } = "";

    /// <summary>A plan: where the page before ended; empty at the start.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>The range to move, as the plan encoded it.</summary>
    public string Range { get; init; } = "";

    /// <summary>A restore: the folder restored to.</summary>
    public string Target { get; init; } = "";

    /// <summary>A restore: whether the target may hold something already.</summary>
    public bool Overwrite { get; init; }

    /// <summary>A restore of files: whether what is the same by size and time is not written
    /// again.</summary>
    public bool Onward { get; init; }

    /// <summary>The size that ranges are cut to.</summary>
    public required long MovementBytes { get; init; }
}
