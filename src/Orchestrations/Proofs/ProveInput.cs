using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Proofs;

/// <summary>The input of a proof, pinned when it starts.</summary>
public sealed record ProveInput
{
    public required RunScope Run { get; init; }

    /// <summary>The points that the log serves, the oldest first; the last is the one to be proven.</summary>
    public required IReadOnlyList<ProofBase> Bases { get; init; }

    /// <summary>The log that follows them; empty where there is none.</summary>
    public string Stream { get; init; } = "";

    /// <summary>The span of time that the log had after the newest point, when the proof began.</summary>
    public double LogSeconds { get; init; }

    public IReadOnlyList<AssertedQuery> Assertions { get; init; } = [];

    /// <summary>How many connections load and compare at once; null for the usual.</summary>
    public int? Connections { get; init; }

    public MovementPolicy Policy { get; init; } = new();
}
