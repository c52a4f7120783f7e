using Mesh.Domain.Sites;
using Mesh.Orchestrations.Standbys;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>What one attempt of a step came to.</summary>
internal sealed record StepOutcome(bool Succeeded, string Told)
{
    public string Hint { get; init; } = "";

    /// <summary>Whether trying again by itself may help.</summary>
    public bool Retryable { get; init; }

    /// <summary>Whether it was refused since a newer epoch, or a later order of the runbook, is
    /// known.</summary>
    public bool Overtaken { get; init; }

    /// <summary>Of a fence: whether the standby did not stop receiving, so that nothing could be promoted
    /// whatever is known of the old production.</summary>
    public bool Unheld { get; init; }

    public FenceEvidence? Evidence { get; init; }

    /// <summary>How a database was seen to be.</summary>
    public DatabaseFacts? Database { get; init; }

    /// <summary>What only a site that came back had.</summary>
    public RejoinReceipt? Receipt { get; init; }

    /// <summary>What was kept of the files of a site that was left.</summary>
    public KeptFiles? Kept { get; init; }

    /// <summary>Whether the site can only be rebuilt, with what the receipt says left there.</summary>
    public bool NeedsRebuild { get; init; }

    /// <summary>What an agent answered.</summary>
    public static StepOutcome Of(SiteAnswer answer) => new(answer.Succeeded, answer.Told)
    {
        Hint = answer.Hint,
        Retryable = answer.Retryable,
        Overtaken = answer.IsOvertaken(),
        Evidence = answer.Evidence,
        Database = answer.Database,
        Receipt = answer.Receipt,
        NeedsRebuild = answer is { Code: SiteAnswer.RebuildNeeded, Receipt: not null },
    };
}
