namespace Mesh.Catalog.Runbooks;

/// <summary>A runbook, under way or over.</summary>
/// <param name="Runbook">What was asked for.</param>
/// <param name="State">Where it is.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="EndedAt">When it was over; null before.</param>
/// <param name="Steps">The steps that are over, in their order, as JSON.</param>
/// <param name="Report">What it came to, as JSON; null while it is under way.</param>
public sealed record RunbookRecord(
    NewRunbook Runbook,
    RunbookState State,
    DateTimeOffset RequestedAt,
    DateTimeOffset? EndedAt,
    IReadOnlyList<string> Steps,
    string? Report);
