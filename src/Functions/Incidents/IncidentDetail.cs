using System.Text.Json;
using Mesh.Catalog.Incidents;
using Mesh.Orchestrations.Incidents;
using Mesh.Orchestrations.Runbooks;

namespace Mesh.Functions.Incidents;

/// <summary>An incident and what is done about it, as the API shows them.</summary>
/// <param name="Incident">What is wrong.</param>
/// <param name="Stage">
/// <c>advised</c>, <c>asked</c>, <c>watching</c>, <c>acting</c>, <c>stopped</c> or <c>done</c>; empty where
/// nothing has begun.
/// </param>
/// <param name="Advice">What was told to people last: what to do, and the command.</param>
/// <param name="Question">The number of the question that is open; 0: none is.</param>
/// <param name="Deciders">Who may answer it.</param>
/// <param name="Deadline">Until when; null: as long as it is open.</param>
/// <param name="Runbook">The runbook that deals with it; null: none does.</param>
/// <param name="Report">What came of it; null before.</param>
public sealed record IncidentDetail(
    IncidentView Incident,
    string Stage,
    string Advice,
    int Question,
    IReadOnlyList<string> Deciders,
    DateTimeOffset? Deadline,
    string? Runbook,
    IncidentReport? Report)
{
    internal static IncidentDetail Of(IncidentStanding standing) => new(
        IncidentView.Of(standing.Incident),
        standing.Stage,
        standing.Advice,
        standing.Deciders is null ? 0 : standing.Question,
        standing.Deciders ?? [],
        standing.Deciders is null ? null : standing.Deadline,
        standing.Runbook,
        standing.Report is null
            ? null
            : JsonSerializer.Deserialize<IncidentReport>(standing.Report, RunbookJson.Options));
}
