using Mesh.Domain.Schedules;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>How long a system takes until it is back, phase by phase.</summary>
/// <param name="Phases">The phases around the components, in their order; none where no failover is declared.
/// </param>
/// <param name="Path">The components that decide.</param>
public sealed record RecoveryTime(IReadOnlyList<(string Name, TimeSpan Time)> Phases, CriticalPath Path)
{
    // What Mesh itself needs to fence, to lead traffic over and to look from outside, with room to spare.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    /// <summary>All of it.</summary>
    public TimeSpan Total => Phases.Aggregate(Path.Total, (sum, phase) => sum + phase.Time);

    /// <summary>
    /// What a system takes by its declaration, or by what was measured.
    /// </summary>
    /// <param name="system">The system; its dependencies must have no cycle.</param>
    /// <param name="measured">How long a component took; null where nothing is known, which then counts by
    /// its declaration.</param>
    public static RecoveryTime Of(
        SystemDefinition system, Func<ComponentDefinition, TimeSpan?>? measured = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        var path = CriticalPath.Of(system.Components, component =>
            measured?.Invoke(component) ?? ComponentFigures.Declared(component) ?? TimeSpan.Zero);
        return new RecoveryTime(system.Failover is { } failover ? Around(failover) : [], path);
    }

    /// <summary><c>detect 8s + decide 15m + ... + orders 30m -> web 5m = 51m</c>.</summary>
    public override string ToString() =>
        string.Join(" + ", Phases.Where(phase => phase.Time > TimeSpan.Zero)
            .Select(phase => $"{phase.Name} {Durations.Format(phase.Time)}").Append(Path.ToString()))
        + $" = {Durations.Format(Total)}";

    private static IReadOnlyList<(string Name, TimeSpan Time)> Around(FailoverRules failover) =>
    [
        ("detect", failover.Detection.Longest),
        ("decide", failover.LongestDecision),
        ("lease", failover.Lease + FailoverRules.LeaseMargin),
        ("fence", Step),
        ("switch", Step),
        ("verify", Step),
    ];
}
