namespace Mesh.Orchestrations.Movements;

/// <summary>How far a captured log reaches.</summary>
/// <param name="Position">As <c>FILE:OFFSET GTID</c>; empty while it holds nothing.</param>
/// <param name="Through">
/// All that was committed until then is held; null where the source did not answer.
/// </param>
public sealed record LogReach(string Position, DateTimeOffset? Through);
