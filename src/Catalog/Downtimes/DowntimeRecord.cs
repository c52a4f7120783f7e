using Mesh.Domain.Incidents;
using Mesh.Domain.Standards;

namespace Mesh.Catalog.Downtimes;

/// <summary>A downtime that was entered.</summary>
/// <param name="Key">What it is, once within its system.</param>
/// <param name="Span">When, and whether it was planned.</param>
/// <param name="Cause">What was behind it.</param>
/// <param name="Note">More about it.</param>
public sealed record DowntimeRecord(string Key, Downtime Span, Cause Cause, string Note);
