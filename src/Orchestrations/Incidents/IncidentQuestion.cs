namespace Mesh.Orchestrations.Incidents;

/// <summary>A question about an incident.</summary>
/// <param name="IncidentId">Which incident.</param>
/// <param name="Number">1, 2, 3, ... within it; an answer to one is none to another.</param>
/// <param name="Deciders">Who may answer; one is enough.</param>
/// <param name="Deadline">Until when; null: as long as it is open.</param>
public sealed record IncidentQuestion(
    string IncidentId, int Number, IReadOnlyList<string> Deciders, DateTimeOffset? Deadline);
