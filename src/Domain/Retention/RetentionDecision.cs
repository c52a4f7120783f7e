namespace Mesh.Domain.Retention;

/// <summary>Whether a point stays.</summary>
/// <param name="Point">The point.</param>
/// <param name="Keep">True when it stays.</param>
/// <param name="Reasons">The rules that keep it; empty when it goes.</param>
public sealed record RetentionDecision(RetainedPoint Point, bool Keep, IReadOnlyList<string> Reasons);
