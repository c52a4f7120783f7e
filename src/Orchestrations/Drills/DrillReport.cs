using Mesh.Domain.Drills;
using Mesh.Domain.Measures;

namespace Mesh.Orchestrations.Drills;

/// <summary>How a drill ended, and what it has shown.</summary>
public sealed record DrillReport
{
    public required string DrillId { get; init; }

    public required string System { get; init; }

    public required int Revision { get; init; }

    public required string ManifestSha256 { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Ended { get; init; }

    public required DrillState State { get; init; }

    /// <summary>Why it did not succeed; empty where it did.</summary>
    public string Reason { get; init; } = "";

    public IReadOnlyList<DrillApproval> Approvals { get; init; } = [];

    public IReadOnlyList<DrillPoint> Points { get; init; } = [];

    /// <summary>The phases of the failover, each from its first step to its last.</summary>
    public IReadOnlyList<PhaseTime> Phases { get; init; } = [];

    public IReadOnlyList<DrillStepRecord> Steps { get; init; } = [];

    public IReadOnlyList<DrillCheck> Checks { get; init; } = [];

    public DrillFigures Figures { get; init; } = DrillFigures.None;

    /// <summary>What agents were asked to rehearse, as <c>COMPONENT at SITE</c>.</summary>
    public IReadOnlyList<string> Asked { get; init; } = [];

    /// <summary>The vaults that held its lock meanwhile.</summary>
    public IReadOnlyList<string> Locked { get; init; } = [];

    /// <summary>Whether nothing of its scratch servers and folders is left.</summary>
    public bool IsClean { get; init; }
}
