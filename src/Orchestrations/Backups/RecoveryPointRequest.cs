using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Backups;

/// <summary>The recovery point to be entered in the catalogue, one for a run.</summary>
public sealed record RecoveryPointRequest
{
    public required RunScope Run { get; init; }

    public required string Snapshot { get; init; }

    public string Parent { get; init; } = "";

    public required DateTimeOffset ConsistentAt { get; init; }

    /// <summary>Where the source's log goes on from there; empty where it has none.</summary>
    public string Position { get; init; } = "";

    /// <summary>False when the snapshot is stored but its verification failed.</summary>
    public required bool Verified { get; init; }

    public long Files { get; init; }

    public long Bytes { get; init; }

    public long BytesAdded { get; init; }
}
