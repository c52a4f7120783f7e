namespace Mesh.Sources.Databases;

/// <summary>Where a replay would end. Places are in the engine's own spelling.</summary>
public sealed record LogCutPlan
{
    /// <summary>The place.</summary>
    public required string Cut { get; init; }

    /// <summary>The transactions before it; empty where the engine names none.</summary>
    public required string Transactions { get; init; }

    /// <summary>When the last transaction before it was committed; null where there is none.</summary>
    public DateTimeOffset? LastCommittedAt { get; init; }

    /// <summary>The first transaction that is left out; null where the log ends there.</summary>
    public string? FirstLeftOut { get; init; }

    /// <summary>When that was committed; null where it is not known.</summary>
    public DateTimeOffset? FirstLeftOutAt { get; init; }

    /// <summary>Bytes of log to go through.</summary>
    public required long Bytes { get; init; }
}
