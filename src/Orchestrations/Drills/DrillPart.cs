using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Proofs;
using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Drills;

/// <summary>The data of one component that a drill restores, pinned when it is asked for.</summary>
public sealed record DrillPart
{
    public required string Component { get; init; }

    /// <summary>Whether it is a database, and not files.</summary>
    public required bool IsDatabase { get; init; }

    /// <summary>Where its vault lies; the run's id is the drill's.</summary>
    public required RunScope Run { get; init; }

    /// <summary>Its newest recovery point.</summary>
    public required ProofBase Point { get; init; }

    /// <summary>The log that follows the point; empty where there is none.</summary>
    public string Stream { get; init; } = "";

    /// <summary>The time whose state is restored, by point and log.</summary>
    public required DateTimeOffset ConsistentAt { get; init; }

    /// <summary>What must hold then.</summary>
    public IReadOnlyList<AssertedQuery> Assertions { get; init; } = [];

    /// <summary>How many connections load and compare at once; null for the usual.</summary>
    public int? Connections { get; init; }
}
