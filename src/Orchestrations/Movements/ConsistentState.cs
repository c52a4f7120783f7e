namespace Mesh.Orchestrations.Movements;

/// <summary>
/// The moment that a movement read, where its source told: a database shows one, files do not.
/// </summary>
/// <param name="Time">The time whose state was read.</param>
/// <param name="Position">
/// Where the source's log goes on from there, for people and for a replay: <c>FILE:OFFSET GTID</c>; empty
/// where it has none.
/// </param>
public sealed record ConsistentState(DateTimeOffset Time, string Position);
