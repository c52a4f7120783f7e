using Mesh.Domain.Measures;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Orchestrations.Standbys;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>How a runbook ended, and what it took.</summary>
public sealed record RunbookReport
{
    public required string RunbookId { get; init; }

    public required string System { get; init; }

    public required RunbookSituation Situation { get; init; }

    public required string RequestedBy { get; init; }

    /// <summary>Whether production is now where it was to be.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Why not; empty for a success.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether it was undone; production is then where it was.</summary>
    public bool Undone { get; init; }

    /// <summary>Whether a part of it was made production at the new site.</summary>
    public bool Promoted { get; init; }

    /// <summary>The epoch it won; 0 where it won none.</summary>
    public long Epoch { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Ended { get; init; }

    /// <summary>
    /// Seconds from the last good look from outside, or the runbook's begin, until the switch was verified;
    /// null where that was not reached.
    /// </summary>
    public double? RtoSeconds { get; init; }

    /// <summary>
    /// The most that can have been lost, in seconds, as far as it could be known when it was decided: 0 where
    /// the evidence shows that nothing was; null where nothing is known.
    /// </summary>
    public double? RpoSeconds { get; init; }

    /// <summary>
    /// Of a failover: what was lost, in seconds, as the old production tells it once it is back
    /// (<see cref="RejoinReceipt.RpoSeconds"/>); null until then, or where that does not tell.
    /// </summary>
    public double? ExactRpoSeconds { get; init; }

    /// <summary>
    /// What the old production had alone: in the report of the runbook that brought it back, and in that of
    /// the failover that left it behind.
    /// </summary>
    public IReadOnlyList<RunbookReceipt> Receipts { get; init; } = [];

    /// <summary>What was kept of the files of a site that was left, in the same reports.</summary>
    public IReadOnlyList<KeptFiles> Kept { get; init; } = [];

    /// <summary>The phases, in their order, each from its first step to its last.</summary>
    public IReadOnlyList<PhaseTime> Phases { get; init; } = [];

    public IReadOnlyList<RunbookStepRecord> Steps { get; init; } = [];

    /// <summary>The report of a failover, with what the old production has told since.</summary>
    public RunbookReport With(RunbookReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        RunbookReceipt[] receipts = [.. Receipts.Where(each => each.Component != receipt.Component), receipt];
        return this with { Receipts = receipts, ExactRpoSeconds = RunbookReceipt.ExactRpo(receipts, Kept) };
    }

    /// <inheritdoc cref="With(RunbookReceipt)"/>
    public RunbookReport With(KeptFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        KeptFiles[] kept = [.. Kept.Where(each => each.Component != files.Component), files];
        return this with { Kept = kept, ExactRpoSeconds = RunbookReceipt.ExactRpo(Receipts, kept) };
    }
}
