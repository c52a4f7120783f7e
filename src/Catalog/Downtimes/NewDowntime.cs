using Mesh.Domain.Incidents;
using Mesh.Domain.Names;
using Mesh.Domain.Standards;

namespace Mesh.Catalog.Downtimes;

/// <summary>A downtime to be entered.</summary>
/// <param name="System">Whose.</param>
/// <param name="Key">What it is, such as the incident's name: one of a key is entered once.</param>
/// <param name="Span">When, and whether it was planned.</param>
/// <param name="Cause">What was behind it.</param>
/// <param name="Who">Who enters it, for the audit trail.</param>
/// <param name="Note">More about it; no secret.</param>
public sealed record NewDowntime(
    SystemName System, string Key, Downtime Span, Cause Cause, string Who, string Note = "");
