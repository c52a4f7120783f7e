namespace Mesh.Domain.Retention;

/// <summary>A point that retention decides about.</summary>
/// <param name="Id">Any name; it comes back in the decision.</param>
/// <param name="Time">The point's time; hours, days and weeks are those of its own offset.</param>
/// <param name="Tags">The tags it carries.</param>
public sealed record RetainedPoint(string Id, DateTimeOffset Time, IReadOnlyList<string> Tags);
