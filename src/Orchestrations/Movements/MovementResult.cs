using Mesh.Orchestrations.Proofs;

namespace Mesh.Orchestrations.Movements;

/// <summary>
/// What came of one movement, as it lies in the results queue and reaches the run as an event.
/// </summary>
public sealed record MovementResult
{
    public required string RunId { get; init; }

    public required string MovementId { get; init; }

    /// <summary>Which sending of the movement this answers.</summary>
    public int Send { get; init; } = 1;

    public required bool Succeeded { get; init; }

    /// <summary>Why it failed, for people.</summary>
    public string Reason { get; init; } = "";

    /// <summary>One of <see cref="MovementCode"/>; empty for what nobody tells apart.</summary>
    public string Code { get; init; } = "";

    /// <summary>Whether doing it again may help.</summary>
    public bool Retryable { get; init; }

    /// <summary>How far it is, where it is under way and this is not its result yet; else null.</summary>
    public MovementReading? UnderWay { get; init; }

    /// <summary>A plan's page; null for all else.</summary>
    public PlannedPage? Page { get; init; }

    /// <summary>The tree of the range moved into the vault, as hex; empty for all else.</summary>
    public string Tree { get; init; } = "";

    /// <summary>The moment that was read, where the source told.</summary>
    public ConsistentState? State { get; init; }

    /// <summary>How far a log reaches, or was replayed; null for all but logs, and for a replay that is to go
    /// on.</summary>
    public LogReach? Log { get; init; }

    /// <summary>What a rehearsal has shown; null for all else.</summary>
    public ProofResult? Proof { get; init; }

    /// <summary>How a replayed server compares; null for all else.</summary>
    public ReplayVerification? Verification { get; init; }

    /// <summary>What it took, in order, where that is told apart.</summary>
    public IReadOnlyList<StageTime> Stages { get; init; } = [];

    public MovementStats Stats { get; init; } = new();

    public int WarningCount { get; init; }

    /// <summary>The first warnings; the count says how many there were.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The answer to a movement that was done.</summary>
    public static MovementResult Done(MovementMessage message) => new()
    {
        RunId = message.Run.RunId,
        MovementId = message.MovementId,
        Succeeded = true,
    };

    /// <summary>The answer to a movement that could not be done.</summary>
    public static MovementResult Failed(MovementMessage message, string reason, bool retryable) => new()
    {
        RunId = message.Run.RunId,
        MovementId = message.MovementId,
        Send = message.Send,
        Succeeded = false,
        Reason = reason,
        Retryable = retryable,
    };
}
