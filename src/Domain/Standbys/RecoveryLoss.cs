using Mesh.Domain.Schedules;
using Mesh.Domain.Standards;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>How much of a component's data the loss of its site takes, by its declaration.</summary>
public static class RecoveryLoss
{
    // Schedules repeat within a week, or come more seldom than this many times in years.
    private const int OccurrencesLooked = 12_000;

    // Any Monday will do: schedules are looked at on one that has no change of clocks in its zone, UTC.
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// The RPO that the declaration stands for; null where it stands for none: no backup comes by itself.
    /// </summary>
    public static TimeSpan? Declared(SystemDefinition system, ComponentDefinition component)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(component);
        var vault = Vault(system, component);
        return component.Standby switch
        {
            { LosesNothing: true } => TimeSpan.Zero,
            { Class: StandbyClass.Hot } => StandbyClass.Hot.IsReplicated(component)
                ? StandardLevel.AboutZero
                : vault,
            { Class: StandbyClass.Warm, Ship: var ship, Cycle: var cycle } => ship ?? cycle,
            _ => vault,
        };
    }

    /// <summary>
    /// The longest time between two backups of a component, clocks never changing; with a log that is
    /// followed, about nothing; null for one that is backed up on request only.
    /// </summary>
    public static TimeSpan? Vault(SystemDefinition system, ComponentDefinition component)
    {
        ArgumentNullException.ThrowIfNull(system);
        return component is DatabaseComponent { Log: DatabaseLog.Continuous } ? StandardLevel.AboutZero
            : system.ScheduleOf(component) is { } schedule ? LongestGap(schedule)
            : null;
    }

    private static TimeSpan LongestGap(Schedule schedule)
    {
        var even = schedule with { TimeZone = TimeZoneName.Utc };
        var longest = TimeSpan.Zero;
        var last = even.Next(Start);
        for (var looked = 0; looked < OccurrencesLooked && last is not null; looked++)
        {
            if (even.Next(last.Value) is not { } next)
            {
                return longest;
            }

            longest = next - last.Value > longest ? next - last.Value : longest;
            last = next;
        }

        return longest;
    }

    private static bool IsReplicated(this StandbyClass standby, ComponentDefinition component) =>
        standby == StandbyClass.Hot && component is DatabaseComponent;
}
