using Mesh.Domain.Incidents;
using Mesh.Domain.Names;

namespace Mesh.Catalog.Incidents;

/// <summary>Something that is wrong with a system, as a source of alerts has told.</summary>
/// <param name="Id">Its name.</param>
/// <param name="System">Whose.</param>
/// <param name="Source">Who told.</param>
/// <param name="Key">What the source calls it, with its beginning.</param>
/// <param name="Cause">What is behind it: the gravest that was told.</param>
/// <param name="Summary">What it is, for people, as it was told last.</param>
/// <param name="FirstSeenAt">When it was told first.</param>
/// <param name="LastSeenAt">When it was told last.</param>
/// <param name="Times">How often it was told.</param>
/// <param name="ClosedAt">When it was told to be over; null while it is open.</param>
public sealed record IncidentRecord(
    string Id,
    SystemName System,
    string Source,
    string Key,
    Cause Cause,
    string Summary,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    int Times,
    DateTimeOffset? ClosedAt)
{
    /// <summary>Whether Mesh's own places tell of it.</summary>
    public bool Detected => Source == IncidentTeller.Detecting;
}
