using Mesh.Catalog.Alerts;
using Mesh.Catalog.Notices;
using Mesh.Domain.Spelling;

namespace Mesh.Functions.Alerts;

/// <summary>An alert as the API shows it.</summary>
/// <param name="AcknowledgedBy">Who sees to it; null: nobody has said so.</param>
/// <param name="Untold">Who should have been told of it and is not, and why.</param>
public sealed record AlertView(
    string Id,
    string System,
    string Component,
    string Code,
    string Subject,
    string Severity,
    string Message,
    DateTimeOffset RaisedAt,
    DateTimeOffset SeenAt,
    int Times,
    DateTimeOffset? ClearedAt,
    string? AcknowledgedBy,
    IReadOnlyList<string> Untold)
{
    internal static AlertView Of(AlertRecord alert, NoticeStanding told) => new(
        alert.Id,
        alert.Component.System.Value,
        alert.Component.Component.Value,
        alert.Code,
        alert.Subject,
        Words.Of(alert.Severity),
        alert.Message,
        alert.RaisedAt,
        alert.SeenAt,
        alert.Times,
        alert.ClearedAt,
        told.AcknowledgedBy,
        told.Untold);
}
