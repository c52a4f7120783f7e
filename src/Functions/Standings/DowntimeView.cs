using Mesh.Catalog.Downtimes;
using Mesh.Domain.Spelling;

namespace Mesh.Functions.Standings;

/// <summary>A downtime as the API shows it; one without an end is not over.</summary>
public sealed record DowntimeView(
    string Key, DateTimeOffset From, DateTimeOffset? Until, bool Planned, string Cause, string Note)
{
    internal static DowntimeView Of(DowntimeRecord downtime) => new(
        downtime.Key,
        downtime.Span.From,
        downtime.Span.Until,
        downtime.Span.Planned,
        Words.Of(downtime.Cause),
        downtime.Note);
}
