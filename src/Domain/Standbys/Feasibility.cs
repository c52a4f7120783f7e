using Mesh.Domain.Errors;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>
/// Whether what is declared can meet what is demanded, by the figures of classes and kinds. A system that
/// declares nothing of disaster recovery is judged by what is measured alone.
/// </summary>
public static class Feasibility
{
    /// <summary>Everything that cannot be met, each with the field that demands or hinders it.</summary>
    public static IEnumerable<FieldProblem> Check(SystemDefinition system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.DeclaresRecovery
            ?
            [
                .. Target(system), .. Standbys(system), .. Losses(system), .. Figures(system),
                .. Time(system), .. Scope(system),
            ]
            : Zero(system);
    }

    private static IEnumerable<FieldProblem> Zero(SystemDefinition system)
    {
        var fields = system.Components.Index()
            .Where(each => each.Item.Objectives.Rpo == TimeSpan.Zero)
            .Select(each => $"components[{each.Index}].objectives.rpo");
        return (system.Objectives.Rpo == TimeSpan.Zero ? fields.Prepend("objectives.rpo") : fields)
            .Select(field => new FieldProblem(
                field,
                "backups cannot keep an RPO of zero",
                "allow at least the time between two backups, or declare hot standbys"));
    }

    private static IEnumerable<FieldProblem> Target(SystemDefinition system)
    {
        if (system.Failover is not null && system.Components.All(each => each.Standby is null))
        {
            yield return new FieldProblem(
                "failover", "nothing stands by", "give the components a 'standby', or leave failover out");
        }
    }

    private static IEnumerable<FieldProblem> Standbys(SystemDefinition system)
    {
        for (var place = 0; place < system.Components.Count; place++)
        {
            if (system.Objectives.WantedRto is { } rto
                && system.Components[place] is not TrafficComponent and { Standby: null }
                && !IsAtStandby(system, system.Components[place]))
            {
                yield return new FieldProblem(
                    $"components[{place}].standby",
                    $"is missing, and an RTO of {Durations.Format(rto)} is demanded of the system",
                    "say what stands by; 'class: cold' for what is restored from the vault");
            }
        }
    }

    private static IEnumerable<FieldProblem> Losses(SystemDefinition system)
    {
        for (var place = 0; place < system.Components.Count; place++)
        {
            var component = system.Components[place];
            if (system.RpoOf(component) is { } wanted
                && RecoveryLoss.Declared(system, component) is var held && !(held <= wanted))
            {
                yield return new FieldProblem(
                    component.Standby is null ? $"components[{place}]" : $"components[{place}].standby",
                    $"an RPO of {Durations.Format(wanted)} is demanded, and this one's is "
                    + (held is null ? "without bound, since it is backed up on request only"
                        : Durations.Format(held.Value)),
                    WayOut(component, wanted));
            }
        }
    }

    private static string WayOut(ComponentDefinition component, TimeSpan wanted) => component switch
    {
        DatabaseComponent when wanted == TimeSpan.Zero =>
            "use a hot standby with 'replication: semi-sync' and 'onStandbyLoss: block'",
        { Standby.Class: StandbyClass.Warm } => "ship oftener, as in 'ship: 15m'",
        DatabaseComponent => "use a hot standby, or 'log: continuous'",
        _ => "back it up oftener, or allow more in its own 'objectives.rpo'",
    };

    private static IEnumerable<FieldProblem> Figures(SystemDefinition system)
    {
        for (var place = 0; place < system.Components.Count; place++)
        {
            var component = system.Components[place];
            if (component.Objectives.Rto is { } own && component.Standby is { } standby
                && ComponentFigures.Rto(component.Kind, standby.Class) is var figure && own > figure)
            {
                yield return new FieldProblem(
                    $"components[{place}].objectives.rto",
                    $"is longer than the {Durations.Format(figure)} that a {Words.Of(standby.Class)} standby "
                    + $"of kind '{component.Kind}' may take",
                    "write a shorter one, or leave it out");
            }
        }
    }

    private static IEnumerable<FieldProblem> Time(SystemDefinition system)
    {
        if (system.Objectives.WantedRto is { } wanted
            && RecoveryTime.Of(system) is var needed && needed.Total > wanted)
        {
            yield return new FieldProblem(
                system.Objectives.Rto is null ? "objectives.level" : "objectives.rto",
                $"an RTO of {Durations.Format(wanted)} is demanded, and this takes {needed}",
                "allow more, choose a faster class, shorten detection, approval or lease, or give components "
                + "an 'objectives.rto' that drills then hold them to");
        }
    }

    private static IEnumerable<FieldProblem> Scope(SystemDefinition system)
    {
        if (system.Objectives.Survives is not { } scope || system.Production is not { } production)
        {
            yield break;
        }

        for (var place = 0; place < system.Components.Count; place++)
        {
            var at = system.Components[place].Standby?.Site;
            if (system.Sites.FirstOrDefault(site => site.Name == at) is { } site
                && !site.Location.OutlivesLossOf(production.Location, scope))
            {
                yield return new FieldProblem(
                    $"components[{place}].standby.site",
                    $"nothing says that '{site.Name}' outlives the loss of the {Words.Of(scope)} of "
                    + $"'{production.Name}'",
                    "name a site elsewhere, or say where both are");
            }
        }
    }

    private static bool IsAtStandby(SystemDefinition system, ComponentDefinition component) =>
        system.Sites.FirstOrDefault(site => site.Name == component.Site)?.Role == SiteRole.Standby;
}
