using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Manifests;

/// <summary>Reads the fields of a component.</summary>
internal sealed class ComponentReader(List<Site> sites)
{
    public ComponentDefinition? Read(MapReader map)
    {
        map.Require("name", "name the component");
        map.Require("kind", "say what it is, as in 'kind: files'");
        var kind = map.Text("kind", ReadKind);
        var name = map.Text("name", ComponentName.Read);
        if (kind is null)
        {
            // The other fields belong to a kind that is not known, so nothing can be said about them.
            return null;
        }

        var site = map.Text("site", SiteName.Read);

        // Without production site, or with two of them, another problem says so; any site will do for the
        // moment.
        site ??= (sites.Find(each => each.Role == SiteRole.Production) ?? sites.Find(_ => true))?.Name;
        var dependsOn = map.Texts("dependsOn", ComponentName.Read);
        ComponentDefinition? component = kind switch
        {
            DatabaseComponent.Word => Database(map, name, site),
            HostsComponent.Word => Hosts(map, name, site),
            TrafficComponent.Word => name is null || site is null ? null : new TrafficComponent(name, site),
            _ => Files(map, name, site),
        };
        var standby = RecoveryReader.Standby(map.Map("standby"));
        var objectives = RecoveryReader.Objectives(map.Map("objectives"));
        var schedule = SystemReader.Schedule(map.Map("schedule"));
        var retention = SystemReader.Retention(map.Map("retention"));
        map.Done();
        return component is null ? null : component with
        {
            DependsOn = dependsOn,
            Standby = standby,
            Objectives = objectives,
            Schedule = schedule,
            Retention = retention,
        };
    }

    private static FilesComponent? Files(MapReader map, ComponentName? name, SiteName? site)
    {
        map.Require("paths", "name at least one absolute path");
        var paths = map.Texts("paths");
        var excludes = map.Texts("excludes");
        return name is null || site is null ? null : new FilesComponent(name, site, paths, excludes);
    }

    private static HostsComponent? Hosts(MapReader map, ComponentName? name, SiteName? site)
    {
        var capacity = Capacity(map.Map("capacity"));
        return name is null || site is null ? null : new HostsComponent(name, site) { Capacity = capacity };
    }

    private static HostCapacity? Capacity(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        map.Require("minimal", "write what a standby runs, as in 'minimal: 1'");
        map.Require("full", "write what production runs, as in 'full: 4'");
        var minimal = map.Value("minimal", ScalarValues.Between(1, HostCapacity.Most));
        var full = map.Value("full", ScalarValues.Between(1, HostCapacity.Most));
        map.Done();
        return minimal is null || full is null ? null : new HostCapacity((int)minimal, (int)full);
    }

    private static DatabaseComponent? Database(MapReader map, ComponentName? name, SiteName? site)
    {
        map.Require("connection", "write connection: mariadb://USER@HOST:PORT?password=env:NAME");
        var connection = map.Text("connection", DatabaseConnection.Read);
        var connections =
            map.Value("connections", ScalarValues.Between(1, DatabaseComponent.MostConnections));
        var rate = map.Value("bytesPerSecond", ScalarValues.Between(1, long.MaxValue));
        var log = map.Value("log", Words.Read<DatabaseLog>);
        var prove = Prove(map.Map("prove"));
        return name is null || site is null || connection is null
            ? null
            : new DatabaseComponent(name, site, connection)
            {
                Connections = (int?)connections,
                BytesPerSecond = rate,
                Log = log ?? DatabaseLog.Off,
                Prove = prove,
            };
    }

    private static ProofRules? Prove(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        map.Require("at", "write when to prove, as in '0 4 * * 0'");
        map.Require("timeZone", "name the zone of the time, as in Europe/Berlin or UTC");
        var zone = map.Text("timeZone", TimeZoneName.Read);
        var at = map.Text("at", CronTime.Read);
        var assertions = Assertions(map);
        map.Done();
        return zone is null || at is null ? null : new ProofRules(zone, at, assertions);
    }

    /// <summary>The assertions of a map, those that are wrong left out.</summary>
    public static IReadOnlyList<ProofAssertion> Assertions(MapReader map) =>
        [.. map.Maps("assertions").Select(Assertion).OfType<ProofAssertion>()];

    private static ProofAssertion? Assertion(MapReader map)
    {
        map.Require("name", "say in a few words what must hold");
        map.Require("sql", "write a query with one value");
        var name = map.Text("name", ScalarValues.Text);
        var sql = map.Text("sql", ScalarValues.Query);
        var expect = map.Text("expect", ScalarValues.Text);
        map.Done();
        return name is null || sql is null
            ? null
            : new ProofAssertion(name, sql, expect ?? ProofAssertion.UsuallyExpected);
    }

    private static Parsed<string> ReadKind(string kind) =>
        ComponentKinds.Check(kind) is { } problem ? problem : kind;
}
