using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Backups;

/// <summary>What the snapshot of a run is to say.</summary>
public sealed record CommitRequest
{
    public required RunScope Run { get; init; }

    public required IReadOnlyList<string> Paths { get; init; }

    public IReadOnlyList<string> Excludes { get; init; } = [];

    public required string Tree { get; init; }

    public string Parent { get; init; } = "";

    public required string Host { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset ConsistentAt { get; init; }

    public required MovementStats Stats { get; init; }
}
