using Mesh.Domain.Errors;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>What must hold for the standby of a component, whatever is demanded of it.</summary>
internal static class StandbyRules
{
    public static IEnumerable<FieldProblem> Check(SystemDefinition system)
    {
        var first = system.Components.FirstOrDefault(each => each.Standby is not null);
        for (var place = 0; place < system.Components.Count; place++)
        {
            var component = system.Components[place];
            if (component.Standby is not { } standby)
            {
                continue;
            }

            var field = $"components[{place}].standby";
            var more = Site(field, component, standby, system)
                .Concat(Class(field, component, standby))
                .Concat(Path(field, component, standby))
                .Concat(Cycle(field, standby))
                .Concat(Replication(field, component, standby));
            foreach (var problem in more)
            {
                yield return problem;
            }

            if (standby.Site != first!.Standby!.Site)
            {
                yield return new FieldProblem(
                    $"{field}.site",
                    $"'{first.Name}' stands by at '{first.Standby.Site}': systems with two standby sites are "
                    + "not built yet",
                    "let all components stand by at one site");
            }
        }
    }

    private static IEnumerable<FieldProblem> Site(
        string field, ComponentDefinition component, Standby standby, SystemDefinition system)
    {
        var site = system.Sites.FirstOrDefault(each => each.Name == standby.Site);
        if (site is null)
        {
            yield return new FieldProblem(
                $"{field}.site",
                $"there is no site '{standby.Site}'",
                NearestWord.Hint(standby.Site.Value, [.. system.Sites.Select(each => each.Name.Value)]));
        }
        else if (site.Role != SiteRole.Standby)
        {
            yield return new FieldProblem(
                $"{field}.site",
                $"'{site.Name}' is not a standby site",
                "give that site 'role: standby', or name another");
        }

        if (component.Site == standby.Site
            || system.Sites.FirstOrDefault(each => each.Name == component.Site)?.Role == SiteRole.Standby)
        {
            yield return new FieldProblem(
                field,
                $"the component itself is at the standby site '{component.Site}'",
                "leave 'standby' out, or put the component at the production site");
        }
    }

    private static IEnumerable<FieldProblem> Class(
        string field, ComponentDefinition component, Standby standby)
    {
        if (standby.Class == StandbyClass.Active)
        {
            yield return new FieldProblem(
                $"{field}.class", "sites that are both active are not built yet", "use cold, warm or hot");
        }
        else if (component is FilesComponent && standby.Class == StandbyClass.Hot)
        {
            yield return new FieldProblem(
                $"{field}.class",
                "nothing replicates files while they are written",
                "use warm, with 'ship' as short as the loss that is allowed");
        }
        else if (component is TrafficComponent)
        {
            yield return new FieldProblem(
                field, "traffic is led to either site and has no standby of its own", "leave it out");
        }
    }

    private static IEnumerable<FieldProblem> Path(
        string field, ComponentDefinition component, Standby standby)
    {
        if (standby.Path is not { } path)
        {
            yield break;
        }

        if (component is not FilesComponent files)
        {
            yield return new FieldProblem($"{field}.path", "only files stand below a directory", "leave it out");
        }
        else if (FilesRules.Path(path) is { } problem)
        {
            yield return new FieldProblem($"{field}.path", problem.Cause, problem.Hint);
        }
        else if (files.Paths.FirstOrDefault(each => Holds(each, path) || Holds(path, each)) is { } own)
        {
            yield return new FieldProblem(
                $"{field}.path",
                $"'{path}' and '{own}', which it stands by for, are not apart",
                "name a directory of the standby site, as in '/mnt/there'");
        }
    }

    private static bool Holds(string directory, string path) =>
        directory == "/" || path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);

    private static IEnumerable<FieldProblem> Cycle(string field, Standby standby)
    {
        if (standby.Class != StandbyClass.Warm)
        {
            foreach (var (name, _) in new[] { ("cycle", standby.Cycle), ("ship", standby.Ship) }
                .Where(each => each.Item2 is not null))
            {
                yield return new FieldProblem(
                    $"{field}.{name}", "only a warm standby is woken and supplied on a cycle", "leave it out");
            }

            yield break;
        }

        if (standby.Cycle is not { } cycle)
        {
            yield return new FieldProblem(
                $"{field}.cycle", "is missing", "say how often it is woken and checked, as in 'cycle: 3h'");
        }
        else if (cycle >= Standby.LongestCycle || cycle < TimeSpan.FromMinutes(1))
        {
            yield return new FieldProblem(
                $"{field}.cycle",
                $"'{Durations.Format(cycle)}' is not a minute or more and under 4h",
                "write a cycle as in '3h'");
        }

        if (standby.Ship is { } ship && ship < TimeSpan.FromSeconds(1))
        {
            yield return new FieldProblem($"{field}.ship", "is no time at all", "write a time as in '15m'");
        }
        else if (standby.Ship > standby.Cycle)
        {
            yield return new FieldProblem(
                $"{field}.ship", "is longer than the cycle", "ship at least once a cycle");
        }
    }

    private static IEnumerable<FieldProblem> Replication(
        string field, ComponentDefinition component, Standby standby)
    {
        var database = component as DatabaseComponent;
        var replicates = database is not null && standby.Class == StandbyClass.Hot;
        if (standby.Connection is null && database is not null
            && standby.Class is StandbyClass.Warm or StandbyClass.Hot)
        {
            yield return new FieldProblem(
                $"{field}.connection",
                "is missing",
                "name the standby's server, as in mariadb://USER@HOST:PORT?password=env:NAME");
        }
        else if (standby.Connection is not null && database is null)
        {
            yield return new FieldProblem(
                $"{field}.connection", "only a database has a connection", "leave it out");
        }
        else if (standby.Connection is not null
            && standby.Connection.SnapshotPath == database?.Connection.SnapshotPath)
        {
            yield return new FieldProblem(
                $"{field}.connection", "is the server that it stands by for", "name the other server");
        }

        if (!replicates && standby.Replication != ReplicationMode.Async)
        {
            yield return new FieldProblem(
                $"{field}.replication", "only a hot database replicates", "leave it out");
        }

        if (standby.OnStandbyLoss == StandbyLoss.Block && standby.Replication != ReplicationMode.SemiSync)
        {
            yield return new FieldProblem(
                $"{field}.onStandbyLoss",
                "asynchronous replication waits for no standby",
                "write 'replication: semi-sync', or leave it out");
        }
    }
}
