using System.Text.Json.Nodes;
using Mesh.Domain.Retention;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Manifests;

/// <summary>
/// A system as a tree of its fields in their canonical order, from which YAML, JSON and differences are made.
/// </summary>
internal static class SystemTree
{
    public static JsonObject Of(SystemDefinition system) => Fields(
        ("apiVersion", SystemManifest.ApiVersion),
        ("kind", SystemManifest.Kind),
        ("name", system.Name.Value),
        ("description", system.Description),
        ("sites", List(system.Sites.Select(Site))),
        ("witness", RecoveryTree.Of(system.Witness)),
        ("architecture",
            system.Architecture == Architecture.Standby ? null : Words.Of(system.Architecture)),
        ("objectives", Objectives(system.Objectives)),
        ("vault", Fields(
            ("repository", system.Vault.Repository.Value),
            ("password", system.Vault.Password.ToString()))),
        ("schedule", Schedule(system.Schedule)),
        ("retention", Retention(system.Retention)),
        ("failover", RecoveryTree.Of(system.Failover)),
        ("drills", DrillTree.Of(system.Drills)),
        ("prices", RecoveryTree.Of(system.Prices)),
        ("components", List(system.Components.Select(Component))));

    private static JsonObject Site(Site site) => Fields(
        ("name", site.Name.Value),
        ("kind", Words.Of(site.Kind)),
        ("role", Words.Of(site.Role)),
        ("region", site.Region),
        ("zone", site.Zone),
        ("faultDomain", site.FaultDomain),
        ("voter", site.Voter?.Value));

    private static JsonObject Objectives(Objectives objectives) => Fields(
        ("level", objectives.Level?.Word),
        ("rpo", objectives.Rpo is { } rpo ? Durations.Format(rpo) : null),
        ("rto", objectives.Rto is { } rto ? Durations.Format(rto) : null),
        ("availability", (decimal?)objectives.Availability),
        ("survives", objectives.Survives is { } scope ? Words.Of(scope) : null));

    private static JsonObject? Schedule(Schedule? schedule) => schedule is null ? null : Fields(
        ("timeZone", schedule.TimeZone.Value),
        ("full", schedule.Full?.Value),
        ("incremental", schedule.Incremental?.Value));

    private static JsonObject? Retention(RetentionRules? rules) => rules is null ? null : Fields(
        ("last", Count(rules.Last)),
        ("hourly", Count(rules.Hourly)),
        ("daily", Count(rules.Daily)),
        ("weekly", Count(rules.Weekly)),
        ("monthly", Count(rules.Monthly)),
        ("yearly", Count(rules.Yearly)),
        ("within", rules.Within?.ToString()),
        ("tags", Texts(rules.Tags)));

    private static JsonObject Component(ComponentDefinition component)
    {
        var fields = Fields(
            ("name", component.Name.Value),
            ("kind", component.Kind),
            ("site", component.Site.Value),
            ("dependsOn", Texts([.. component.DependsOn.Select(name => name.Value)])));
        if (component is FilesComponent files)
        {
            fields.Add("paths", Texts(files.Paths));
            if (files.Excludes.Count > 0)
            {
                fields.Add("excludes", Texts(files.Excludes));
            }
        }

        if (component is HostsComponent { Capacity: { } capacity })
        {
            fields.Add(
                "capacity",
                new JsonObject { ["minimal"] = capacity.Minimal, ["full"] = capacity.Full });
        }

        if (component is DatabaseComponent database)
        {
            fields.Add("connection", database.Connection.ToString());
            if (database.Connections is { } connections)
            {
                fields.Add("connections", connections);
            }

            if (database.BytesPerSecond is { } rate)
            {
                fields.Add("bytesPerSecond", rate);
            }

            if (database.Log != DatabaseLog.Off)
            {
                fields.Add("log", Words.Of(database.Log));
            }
        }

        var prove = (component as DatabaseComponent)?.Prove;
        foreach (var (name, value) in new[]
        {
            ("standby", RecoveryTree.Of(component.Standby)),
            ("objectives", RecoveryTree.Of(component.Objectives)),
            ("prove", Prove(prove)),
            ("schedule", Schedule(component.Schedule)),
            ("retention", Retention(component.Retention)),
        })
        {
            if (value is { Count: > 0 })
            {
                fields.Add(name, value);
            }
        }

        return fields;
    }

    private static JsonObject? Prove(ProofRules? rules) => rules is null ? null : Fields(
        ("timeZone", rules.TimeZone.Value),
        ("at", rules.At.Value),
        ("assertions", rules.Assertions.Count == 0 ? null : List(rules.Assertions.Select(Assertion))));

    public static JsonObject Assertion(ProofAssertion assertion) => Fields(
        ("name", assertion.Name),
        ("sql", assertion.Sql),
        ("expect", assertion.Expect == ProofAssertion.UsuallyExpected ? null : assertion.Expect));

    private static JsonNode? Count(int count) => count switch
    {
        0 => null,
        RetentionRules.Unlimited => "unlimited",
        _ => count,
    };

    public static JsonArray? Texts(IReadOnlyList<string> texts) =>
        texts.Count == 0 ? null : new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);

    public static JsonArray List(IEnumerable<JsonObject> items) => new([.. items]);

    /// <summary>The fields that have a value; a map without fields counts as none.</summary>
    public static JsonObject Fields(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var map = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (value is not (null or JsonObject { Count: 0 }))
            {
                map.Add(name, value);
            }
        }

        return map;
    }
}
