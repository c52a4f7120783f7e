namespace Mesh.Catalog.Standbys;

/// <summary>What came of waking a system's standbys.</summary>
/// <param name="Succeeded">Whether all was brought forward and checked, and sleeps again.</param>
/// <param name="Reason">Why not; empty where it was.</param>
/// <param name="ReadySeconds">
/// From the first order until all was checked, in seconds; null where it did not come to that.
/// </param>
/// <param name="RpoSeconds">
/// How old the oldest data was when all was checked, in seconds; null where none was brought forward.
/// </param>
/// <param name="Drift">How the standbys differ from what production needs, for people.</param>
public sealed record CycleOutcome(
    bool Succeeded, string Reason, double? ReadySeconds, double? RpoSeconds, IReadOnlyList<string> Drift);
