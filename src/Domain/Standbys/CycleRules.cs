using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>When a system's standbys are woken.</summary>
public static class CycleRules
{
    /// <summary>How often what stands by cold is looked at; ours.</summary>
    public static TimeSpan Inspection => TimeSpan.FromDays(7);

    /// <summary>How often a system's standbys are woken so; null where it has none of that class.</summary>
    public static TimeSpan? Period(SystemDefinition system, CycleKind kind)
    {
        ArgumentNullException.ThrowIfNull(system);
        var standbys = system.Components.Select(component => component.Standby).OfType<Standby>().ToList();
        return kind == CycleKind.Cycle
            ? standbys.Where(standby => standby.Class == StandbyClass.Warm).Min(standby => standby.Cycle)
            : standbys.Any(standby => standby.Class == StandbyClass.Cold) ? Inspection : null;
    }

    /// <summary>When they are woken next.</summary>
    /// <param name="period">How often.</param>
    /// <param name="declared">When the system was declared first; a period later is the first.</param>
    /// <param name="last">When the last one began; null before the first.</param>
    public static DateTimeOffset Due(TimeSpan period, DateTimeOffset declared, DateTimeOffset? last) =>
        (last ?? declared) + period;

    /// <summary>How old the data of a warm standby may be that lies at its site.</summary>
    public static TimeSpan? Shipping(ComponentDefinition component)
    {
        ArgumentNullException.ThrowIfNull(component);
        return component is { HoldsData: true, Standby: { Class: StandbyClass.Warm } standby }
            ? standby.Ship ?? standby.Cycle
            : null;
    }
}
