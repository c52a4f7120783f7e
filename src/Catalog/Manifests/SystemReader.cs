using Mesh.Domain.Names;
using Mesh.Domain.Retention;
using Mesh.Domain.Schedules;
using Mesh.Domain.Secrets;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standards;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Manifests;

/// <summary>
/// Reads the fields of a system. Returns null where something that is needed is absent or wrong.
/// </summary>
internal static class SystemReader
{
    public static SystemDefinition? Read(MapReader root)
    {
        root.Require("apiVersion", $"write 'apiVersion: {SystemManifest.ApiVersion}'");
        root.Require("kind", $"write 'kind: {SystemManifest.Kind}'");
        root.Require("name", "name the system");
        root.Require("sites", "name at least the site where the data is");
        root.Require("vault", "say where recovery points are kept: vault: {repository: ..., password: ...}");
        root.Require("components", "name at least one thing to protect");
        root.Text("apiVersion", ScalarValues.Exactly(SystemManifest.ApiVersion));
        root.Text("kind", ScalarValues.Exactly(SystemManifest.Kind));
        var name = root.Text("name", SystemName.Read);
        var description = root.Text("description", ScalarValues.Text);
        var sites = root.Maps("sites").Select(Site).OfType<Site>().ToList();
        var witness = RecoveryReader.Witness(root.Map("witness"));
        var architecture = root.Value("architecture", Words.Read<Architecture>);
        var objectives = ReadObjectives(root.Map("objectives"));
        var vault = Vault(root.Map("vault"));
        var schedule = Schedule(root.Map("schedule"));
        var retention = Retention(root.Map("retention"));
        var failover = RecoveryReader.Failover(root.Map("failover"));
        var drills = DrillReader.Read(root.Map("drills"));
        var prices = PriceReader.Read(root.Map("prices"));
        var components = new ComponentReader(sites);
        var protectedParts = root.Maps("components").Select(components.Read).OfType<ComponentDefinition>()
            .ToList();
        root.Later("runbooks", "notifications");
        root.Done();
        return name is null || vault is null ? null : new SystemDefinition(name, sites, vault, protectedParts)
        {
            Description = description,
            Architecture = architecture ?? Architecture.Standby,
            Witness = witness,
            Objectives = objectives,
            Schedule = schedule,
            Retention = retention ?? RetentionRules.KeepAll,
            Failover = failover,
            Drills = drills,
            Prices = prices,
        };
    }

    public static Schedule? Schedule(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        map.Require("timeZone", "name the zone of the times, as in Europe/Berlin or UTC");
        var zone = map.Text("timeZone", TimeZoneName.Read);
        var full = map.Text("full", CronTime.Read);
        var incremental = map.Text("incremental", CronTime.Read);
        map.Done();
        return zone is null ? null : new Schedule(zone, full, incremental);
    }

    public static RetentionRules? Retention(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        var rules = new RetentionRules
        {
            Last = map.Value("last", ScalarValues.Count) ?? 0,
            Hourly = map.Value("hourly", ScalarValues.Count) ?? 0,
            Daily = map.Value("daily", ScalarValues.Count) ?? 0,
            Weekly = map.Value("weekly", ScalarValues.Count) ?? 0,
            Monthly = map.Value("monthly", ScalarValues.Count) ?? 0,
            Yearly = map.Value("yearly", ScalarValues.Count) ?? 0,
            Within = map.Text("within", CalendarSpan.Read),
            Tags = map.Texts("tags"),
        };
        map.Done();
        return rules;
    }

    private static Site? Site(MapReader map)
    {
        map.Require("name", "name the site");
        var name = map.Text("name", SiteName.Read);
        var kind = map.Value("kind", Words.Read<SiteKind>) ?? SiteKind.Own;
        var role = map.Value("role", Words.Read<SiteRole>) ?? SiteRole.Production;
        var region = map.Text("region", ScalarValues.Text);
        var zone = map.Text("zone", ScalarValues.Text);
        var faultDomain = map.Text("faultDomain", ScalarValues.Text);
        var voter = map.Text("voter", RecoveryReader.Voter);
        map.Done();
        return name is null
            ? null
            : new Site(name, kind, role, region, zone, faultDomain) { Voter = voter };
    }

    private static Objectives ReadObjectives(MapReader? map)
    {
        if (map is null)
        {
            return new Objectives();
        }

        var objectives = new Objectives(
            map.Value("rpo", Durations.Read),
            map.Value("rto", Durations.Read),
            map.Value("availability", ScalarValues.Percent))
        {
            Level = map.Text("level", StandardLevel.Read),
            Survives = map.Value("survives", Words.Read<FaultScope>),
        };
        map.Done();
        return objectives;
    }

    private static VaultSettings? Vault(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        map.Require("repository", "write an absolute path, or azure:CONTAINER:/PREFIX");
        map.Require("password", "say where the password is: env:NAME or file:/path");
        var repository = map.Text("repository", VaultLocation.Read);
        var password = map.Text("password", SecretReference.Read);
        map.Done();
        return repository is null || password is null ? null : new VaultSettings(repository, password);
    }
}
