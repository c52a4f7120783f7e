using Mesh.Domain.Runbooks;

namespace Mesh.Functions.Runbooks;

/// <summary>What a runbook would do.</summary>
/// <param name="Kind">What it would be.</param>
/// <param name="Mode">Whether the old production would take part.</param>
/// <param name="From">The site that is production.</param>
/// <param name="To">The site that would become it.</param>
/// <param name="Steps">The steps, exactly as they would run.</param>
public sealed record RunbookPlanView(
    RunbookKind Kind, RunbookMode Mode, string From, string To, IReadOnlyList<RunbookStep> Steps);
