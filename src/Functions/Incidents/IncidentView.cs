using Mesh.Catalog.Incidents;
using Mesh.Domain.Spelling;

namespace Mesh.Functions.Incidents;

/// <summary>An incident as the API shows it.</summary>
/// <param name="Cause"><c>anomaly</c>, <c>accident</c> or <c>disaster</c>.</param>
/// <param name="State"><c>open</c> or <c>closed</c>.</param>
public sealed record IncidentView(
    string Id,
    string System,
    string Source,
    string Key,
    string Cause,
    string State,
    string Summary,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    int Times,
    DateTimeOffset? ClosedAt)
{
    internal static IncidentView Of(IncidentRecord incident) => new(
        incident.Id,
        incident.System.Value,
        incident.Source,
        incident.Key,
        Words.Of(incident.Cause),
        incident.ClosedAt is null ? "open" : "closed",
        incident.Summary,
        incident.FirstSeenAt,
        incident.LastSeenAt,
        incident.Times,
        incident.ClosedAt);
}
