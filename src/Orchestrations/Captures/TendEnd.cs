namespace Mesh.Orchestrations.Captures;

/// <summary>What came of tending a log.</summary>
public sealed record TendEnd(string Stream)
{
    /// <summary>Whether all of it was removed from the vault.</summary>
    public bool Removed { get; init; }

    /// <summary>Whether what the vault holds of it is damaged.</summary>
    public bool Damaged { get; init; }

    /// <summary>Why it was not tended, for people; empty when it was.</summary>
    public string Problem { get; init; } = "";
}
