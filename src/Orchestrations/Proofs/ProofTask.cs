namespace Mesh.Orchestrations.Proofs;

/// <summary>What a movement rehearses.</summary>
public sealed record ProofTask
{
    /// <summary>The recovery points to choose from, the oldest first; at least one.</summary>
    public required IReadOnlyList<ProofBase> Bases { get; init; }

    /// <summary>The name in the vault of the log that follows them; empty where there is none.</summary>
    public string Stream { get; init; } = "";

    /// <summary>
    /// From 0 to less than 1: the moment in the log since the oldest point; null for the newest point and the
    /// end of its log.
    /// </summary>
    public double? Moment { get; init; }

    /// <summary>What must hold then.</summary>
    public IReadOnlyList<AssertedQuery> Assertions { get; init; } = [];

    /// <summary>How many connections load and compare at once; null for the usual.</summary>
    public int? Connections { get; init; }

    /// <summary>Whether the restored server has to take a write, and give it back, at last.</summary>
    public bool Promotes { get; init; }
}
