using Mesh.Domain.Names;
using Mesh.Domain.Schedules;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Drills;

/// <summary>How often the failover of a system is drilled. Either <see cref="Every"/> or <see cref="At"/>
/// is given.</summary>
public sealed record DrillRules
{
    /// <summary>The shortest time between drills.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    /// <summary>The longest time from one successful drill to the next; at least
    /// <see cref="Shortest"/>.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>The times when one is due, on the wall clock of <see cref="TimeZone"/>.</summary>
    public CronTime? At { get; init; }

    /// <summary>The zone of <see cref="At"/>.</summary>
    public TimeZoneName TimeZone { get; init; } = TimeZoneName.Utc;

    /// <summary>Whether Mesh starts what is due; else somebody has to, and is told when nobody
    /// did.</summary>
    public bool Auto { get; init; }

    /// <summary>Who answers for the drills, by name; empty: nobody in particular.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>What must hold in the restored databases, beside what their proofs ask.</summary>
    public IReadOnlyList<DrillAssertions> Asserts { get; init; } = [];

    /// <summary>What is asserted of a component by these rules.</summary>
    public IEnumerable<ProofAssertion> AssertionsOf(ComponentName component) =>
        Asserts.Where(each => each.Component == component).SelectMany(each => each.Assertions);

    /// <summary>
    /// When the next is due after a time: that of the last successful drill's begin, or of the system's
    /// first declaration where there was none. Null where the schedule has no time to come.
    /// </summary>
    public DateTimeOffset? DueAfter(DateTimeOffset last) =>
        Every is { } every ? last + every : At?.Next(last, TimeZone)?.ToUniversalTime();
}
