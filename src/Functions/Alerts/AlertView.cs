using Mesh.Catalog.Alerts;
using Mesh.Domain.Spelling;

namespace Mesh.Functions.Alerts;

/// <summary>An alert as the API shows it.</summary>
public sealed record AlertView(
    string System,
    string Component,
    string Code,
    string Subject,
    string Severity,
    string Message,
    DateTimeOffset RaisedAt,
    DateTimeOffset SeenAt,
    int Times,
    DateTimeOffset? ClearedAt)
{
    internal static AlertView Of(AlertRecord alert) => new(
        alert.Component.System.Value,
        alert.Component.Component.Value,
        alert.Code,
        alert.Subject,
        Words.Of(alert.Severity),
        alert.Message,
        alert.RaisedAt,
        alert.SeenAt,
        alert.Times,
        alert.ClearedAt);
}
