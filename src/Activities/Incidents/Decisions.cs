using Mesh.Catalog.Incidents;
using Mesh.Orchestrations.Incidents;

namespace Mesh.Activities.Incidents;

/// <summary>Tells the course of an incident what the catalogue has of a decision.</summary>
internal static class Decisions
{
    /// <summary>The decision; null where there is none.</summary>
    public static IncidentDecision? Of(DecidedIncident? decided) => decided is null
        ? null
        : new IncidentDecision(
            decided.Question, decided.Approved, decided.By, decided.Cause, decided.At,
            decided.Restore is not null);
}
