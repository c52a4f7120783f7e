namespace Mesh.Orchestrations.Incidents;

/// <summary>An incident.</summary>
/// <param name="IncidentId">Its id.</param>
public sealed record IncidentName(string IncidentId);
