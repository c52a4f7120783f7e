using Mesh.Domain.Drills;
using Mesh.Domain.Names;
using Mesh.Domain.Schedules;

namespace Mesh.Catalog.Manifests;

/// <summary>Reads how often a system is drilled.</summary>
internal static class DrillReader
{
    public static DrillRules? Read(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        var every = map.Value("every", Durations.Read);
        var zone = map.Text("timeZone", TimeZoneName.Read);
        var at = map.Text("at", CronTime.Read);
        var rules = new DrillRules
        {
            Every = every,
            At = at,
            TimeZone = zone ?? TimeZoneName.Utc,
            Auto = map.Value("auto", ScalarValues.Flag) ?? false,
            By = map.Texts("by", ScalarValues.Text),
            Asserts = [.. map.Maps("asserts").Select(Asserts).OfType<DrillAssertions>()],
        };
        map.Done();
        return rules;
    }

    private static DrillAssertions? Asserts(MapReader map)
    {
        map.Require("component", "name the database that is asked");
        map.Require("assertions", "write what must hold: - {name: ..., sql: ...}");
        var component = map.Text("component", ComponentName.Read);
        var assertions = ComponentReader.Assertions(map);
        map.Done();
        return component is null ? null : new DrillAssertions(component, assertions);
    }
}
