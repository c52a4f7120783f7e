namespace Mesh.Orchestrations.Incidents;

/// <summary>A failover that an incident asks for, or a start at production's own site.</summary>
/// <param name="IncidentId">Which incident.</param>
/// <param name="System">What is moved, or started.</param>
/// <param name="By">In whose name.</param>
/// <param name="Alone">Whether nobody has approved it: then production must be seen down just now.</param>
/// <param name="LastGood">When production was last seen well; null: not known.</param>
/// <param name="Local">Whether production's own site starts again what has failed, and nothing
/// moves.</param>
public sealed record IncidentRunbookOrder(
    string IncidentId, string System, string By, bool Alone, DateTimeOffset? LastGood, bool Local);
