using Mesh.Domain.Runbooks;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>What a runbook is to do. It holds names and no secrets.</summary>
public sealed record RunbookInput
{
    /// <summary>Its id, which is also that of its instance.</summary>
    public required string RunbookId { get; init; }

    public required string System { get; init; }

    public required RunbookSituation Situation { get; init; }

    /// <summary>The epoch of the present production; orders before the next is won carry it.</summary>
    public long Epoch { get; init; }

    /// <summary>The person or the rule that asked for it.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>
    /// When production was last seen to work from outside; null: the runbook's own begin counts.
    /// </summary>
    public DateTimeOffset? LastGood { get; init; }

    /// <summary>The incident whose course starts it; empty where nobody else does.</summary>
    public string Incident { get; init; } = "";

    public RunbookPolicy Policy { get; init; } = new();
}
