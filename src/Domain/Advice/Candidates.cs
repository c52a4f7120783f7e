using Mesh.Domain.Names;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Advice;

/// <summary>A system as it would be with standbys of another class.</summary>
internal static class Candidates
{
    private static readonly TimeSpan Cycle = TimeSpan.FromHours(3);

    private static readonly TimeSpan OftenestShipping = TimeSpan.FromMinutes(1);

    /// <summary>The ways that are weighed, the simplest first.</summary>
    public static IReadOnlyList<(StandbyClass Class, bool LosesNothing)> All { get; } =
    [
        (StandbyClass.Cold, false), (StandbyClass.Warm, false), (StandbyClass.Hot, false),
        (StandbyClass.Hot, true), (StandbyClass.Active, true),
    ];

    public static SystemDefinition Of(
        SystemDefinition system, SiteName site, StandbyClass standby, bool losesNothing) => system with
        {
            Components =
            [
                .. system.Components.Select(component => component is TrafficComponent
                    ? component
                    : component with
                    {
                        Standby = Standby(system, component, site, losesNothing, Class(component, standby)),
                        Objectives = component.Objectives with
                        {
                            Rto = Believed(component, Class(component, standby)),
                        },
                    }),
            ],
        };

    // Files are not replicated while they are written: the next best is to ship them often.
    private static StandbyClass Class(ComponentDefinition component, StandbyClass wanted) =>
        component is FilesComponent && wanted > StandbyClass.Warm ? StandbyClass.Warm : wanted;

    private static Standby Standby(
        SystemDefinition system,
        ComponentDefinition component,
        SiteName site,
        bool losesNothing,
        StandbyClass standby)
    {
        var isWarm = standby == StandbyClass.Warm;
        var replicates = losesNothing && component is DatabaseComponent && standby == StandbyClass.Hot;
        return new Standby(site, standby)
        {
            Cycle = isWarm ? Cycle : null,
            Ship = isWarm ? Shipping(system.RpoOf(component)) : null,
            Replication = replicates ? ReplicationMode.SemiSync : ReplicationMode.Async,
            OnStandbyLoss = replicates ? StandbyLoss.Block : StandbyLoss.Degrade,
        };
    }

    private static TimeSpan Shipping(TimeSpan? rpo) =>
        rpo is null || rpo > Standbys.Standby.LongestShipping ? Standbys.Standby.LongestShipping
        : rpo < OftenestShipping ? OftenestShipping
        : rpo.Value;

    // A figure that only a faster class stands for says nothing of a slower one, unless it was given to it.
    private static TimeSpan? Believed(ComponentDefinition component, StandbyClass standby)
    {
        var fastest = component is FilesComponent ? StandbyClass.Warm : StandbyClass.Hot;
        var faster = standby >= fastest ? TimeSpan.Zero : ComponentFigures.Rto(component.Kind, standby + 1);
        return component.Objectives.Rto is { } own
            && own <= ComponentFigures.Rto(component.Kind, standby)
            && (own > faster || component.Standby?.Class == standby)
            ? own
            : null;
    }
}
