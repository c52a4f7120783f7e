namespace Mesh.Orchestrations.Standbys;

/// <summary>What came of a cycle.</summary>
/// <param name="Id">The cycle.</param>
/// <param name="System">The system.</param>
/// <param name="Component">The component that alerts are about: the first that was woken.</param>
/// <param name="Succeeded">Whether all was brought forward and checked, and sleeps again.</param>
/// <param name="Reason">Why not.</param>
/// <param name="ReadySeconds">From the first order until all was checked; null before that.</param>
/// <param name="RpoSeconds">How old the oldest data was then; null where none was brought forward.</param>
/// <param name="Drift">How the standbys differ from what production needs.</param>
public sealed record CycleEnd(
    string Id,
    string System,
    string Component,
    bool Succeeded,
    string Reason,
    double? ReadySeconds,
    double? RpoSeconds,
    IReadOnlyList<string> Drift)
{
    /// <summary>Whether a runbook took the standbys over meanwhile; nothing is wrong then.</summary>
    public bool Overtaken { get; init; }
}
