namespace Mesh.Catalog.Notices;

/// <summary>Who has been told of an alert or incident, and who sees to it.</summary>
/// <param name="AcknowledgedBy">Who sees to it; null: nobody has said so.</param>
/// <param name="Untold">Who should have been told and is not, and why; empty where nobody.</param>
public sealed record NoticeStanding(string? AcknowledgedBy, IReadOnlyList<string> Untold);
