namespace Mesh.Orchestrations.Incidents;

/// <summary>A failover that an incident asks for.</summary>
/// <param name="IncidentId">Which incident.</param>
/// <param name="System">What is moved.</param>
/// <param name="By">In whose name.</param>
/// <param name="Alone">Whether nobody has approved it: then production must be seen down just now.</param>
/// <param name="LastGood">When production was last seen well; null: not known.</param>
public sealed record IncidentRunbookOrder(
    string IncidentId, string System, string By, bool Alone, DateTimeOffset? LastGood);
