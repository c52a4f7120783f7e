using Mesh.Domain.Incidents;

namespace Mesh.Orchestrations.Incidents;

/// <summary>A downtime that an incident was.</summary>
/// <param name="IncidentId">Which incident; it is entered once by this.</param>
/// <param name="System">What was down.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when; null while it is.</param>
/// <param name="Cause">What was behind it.</param>
public sealed record IncidentDowntime(
    string IncidentId, string System, DateTimeOffset From, DateTimeOffset? Until, Cause Cause);
