namespace Mesh.Domain.Measures;

/// <summary>
/// How long it takes until what was lost is back, from the phases of a run that brought it back.
/// </summary>
public static class Rto
{
    /// <summary>From the begin of the first phase to the end of the last; null without phases.</summary>
    public static TimeSpan? Total(IReadOnlyCollection<PhaseTime> phases) =>
        phases.Count == 0 ? null : phases.Max(phase => phase.Ended) - phases.Min(phase => phase.Started);

    /// <summary>
    /// The time spent in each phase, in order of their begin; a phase that came twice is summed.
    /// </summary>
    public static IReadOnlyList<(string Name, TimeSpan Length)> ByPhase(IEnumerable<PhaseTime> phases) =>
    [
        .. phases
            .OrderBy(phase => phase.Started)
            .GroupBy(phase => phase.Name, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Aggregate(TimeSpan.Zero, (sum, phase) => sum + phase.Length))),
    ];
}
