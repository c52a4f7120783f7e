using Mesh.Domain.Alerts;
using Mesh.Domain.Names;

namespace Mesh.Catalog.Alerts;

/// <summary>Something that somebody has to see to.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Component">Where.</param>
/// <param name="Code">What it is, for machines.</param>
/// <param name="Subject">Which of several, such as a log's name; empty where there is one. A component has
/// one open alert of a code and subject.</param>
/// <param name="Severity">How soon.</param>
/// <param name="Message">What it is, for people, as it was seen last.</param>
/// <param name="RaisedAt">When it was seen first.</param>
/// <param name="SeenAt">When it was seen last.</param>
/// <param name="Times">How often.</param>
/// <param name="ClearedAt">When it was over; null while it is open.</param>
public sealed record AlertRecord(
    string Id,
    ComponentAddress Component,
    string Code,
    string Subject,
    AlertSeverity Severity,
    string Message,
    DateTimeOffset RaisedAt,
    DateTimeOffset SeenAt,
    int Times,
    DateTimeOffset? ClearedAt);
