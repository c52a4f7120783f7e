namespace Mesh.Domain.Sites;

/// <summary>
/// What a runbook asks of a site's agent. It carries names and no commands: what a verb does is configured
/// where it is done. An order that is delivered twice has one effect and is answered twice.
/// </summary>
public sealed record SiteOrder
{
    /// <summary>Names it: the instance that waits, a hyphen, and a number of its own.</summary>
    public required string OrderId { get; init; }

    /// <summary>The orchestration that waits for the answer; empty: nobody does.</summary>
    public string Instance { get; init; } = "";

    /// <summary>
    /// Grows with the orders of an instance; 0 without one. An agent does none after it has answered a later
    /// one for the same component.
    /// </summary>
    public int Number { get; init; }

    public required string System { get; init; }

    public required string Site { get; init; }

    public required string Component { get; init; }

    public required SiteVerb Verb { get; init; }

    /// <summary>
    /// The epoch in whose name it is asked. An agent refuses what is older than the newest it has seen.
    /// </summary>
    public required long Epoch { get; init; }

    /// <summary>
    /// The site of the primary, for <see cref="SiteVerb.Follow"/> and <see cref="SiteVerb.Hold"/>.
    /// </summary>
    public string Primary { get; init; } = "";

    /// <summary>
    /// For <see cref="SiteVerb.CatchUp"/>: the GTID set that must have been applied; empty: all that was
    /// received.
    /// </summary>
    public string Until { get; init; } = "";

    /// <summary>
    /// For <see cref="SiteVerb.Start"/>: it is filled from the vault now, and no client may write to it
    /// before it is promoted.
    /// </summary>
    public bool Filling { get; init; }

    /// <summary>
    /// For <see cref="SiteVerb.Scale"/> and <see cref="SiteVerb.ScaleBack"/>: the capacity to be reached, in
    /// units of the hosts' owner; for <see cref="SiteVerb.Start"/> of what is woken for a look: the one to
    /// start with. 0 where that is not declared.
    /// </summary>
    public int Capacity { get; init; }

    /// <summary>
    /// For <see cref="SiteVerb.Follow"/>: the receipt, by the SHA-256 of its manifest, whose writes somebody
    /// has decided to leave there; the old primary that wrote it may be emptied and made anew out of its
    /// successor. Empty: nobody has.
    /// </summary>
    public string Rebuild { get; init; } = "";

    /// <summary>
    /// For <see cref="SiteVerb.Start"/> of what is filled, at a site that was production: up to where in that
    /// server's own log others hold all, as <c>position:FILE:OFFSET</c> or <c>gtid:0-1-9</c>. Empty where
    /// that is not known: then what was production is not filled.
    /// </summary>
    public string Held { get; init; } = "";

    /// <summary>
    /// With <see cref="Held"/>: the receipt (<see cref="RejoinReceipt.ManifestSha256"/>) of what only that
    /// server has, which somebody has agreed to be written over; empty: nobody has.
    /// </summary>
    public string Confirmed { get; init; } = "";

    /// <summary>
    /// For <see cref="SiteVerb.Promote"/>: why the old primary can write no more. Without it nothing is
    /// promoted. For <see cref="SiteVerb.Hold"/> of a standby that was fenced, and whose primary is lost: who
    /// answers for its having gone on (<see cref="EvidenceKind.Overridden"/>).
    /// </summary>
    public FenceEvidence? Evidence { get; init; }
}
