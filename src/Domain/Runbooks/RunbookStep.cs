using Mesh.Domain.Sites;

namespace Mesh.Domain.Runbooks;

/// <summary>One step of a runbook. It may be done again whenever its outcome is in doubt.</summary>
/// <param name="Id">Names it within the runbook: <c>promote-db</c>.</param>
/// <param name="Phase">What its time counts for.</param>
/// <param name="Action">What it does.</param>
/// <param name="Title">What it does, for people, in one clause.</param>
/// <param name="Seconds">How long one attempt may take.</param>
public sealed record RunbookStep(
    string Id, RunbookPhase Phase, RunbookAction Action, string Title, double Seconds)
{
    /// <summary>Where an order goes, and for whom an epoch is won; else empty.</summary>
    public string Site { get; init; } = "";

    /// <summary>The component that an order or a fence is for; else empty.</summary>
    public string Component { get; init; } = "";

    /// <summary>What is ordered; null for all but orders.</summary>
    public SiteVerb? Verb { get; init; }

    /// <summary>What hosts are to grow or shrink to; 0 where that is not declared.</summary>
    public int Capacity { get; init; }

    /// <summary>
    /// The site of the component's other side: the primary to follow, or the standby that holds.
    /// </summary>
    public string Peer { get; init; } = "";

    /// <summary>
    /// Whether the runbook stops where this fails. What is not needed is noted in the report and passed over.
    /// </summary>
    public bool Needed { get; init; } = true;

    /// <summary>
    /// Whether somebody may decide to leave it out. Not where production could then run twice.
    /// </summary>
    public bool MaySkip { get; init; }

    /// <summary>Who may answer what it asks; empty: everybody who may decide about runbooks.</summary>
    public IReadOnlyList<string> By { get; init; } = [];
}
