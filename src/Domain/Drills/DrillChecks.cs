using Mesh.Domain.Errors;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Drills;

/// <summary>What must hold of the rules for drills.</summary>
internal static class DrillChecks
{
    public static IEnumerable<FieldProblem> Check(SystemDefinition system)
    {
        if (system.Drills is not { } rules)
        {
            yield break;
        }

        if (rules is { Every: null, At: null } or { Every: not null, At: not null })
        {
            yield return new FieldProblem(
                "drills",
                rules.At is null ? "says nothing of how often" : "has both 'every' and 'at'",
                "write 'every: 90d', or 'at' and 'timeZone'");
        }

        if (rules.Every < DrillRules.Shortest)
        {
            yield return new FieldProblem(
                "drills.every",
                $"{Durations.Format(rules.Every.Value)} is less than {Durations.Format(DrillRules.Shortest)}",
                "leave a day or more between drills");
        }

        for (var place = 0; place < rules.Asserts.Count; place++)
        {
            foreach (var problem in Check(system, rules.Asserts, place))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<FieldProblem> Check(
        SystemDefinition system, IReadOnlyList<DrillAssertions> asserts, int place)
    {
        var field = $"drills.asserts[{place}]";
        var each = asserts[place];
        if (system.Find(each.Component) is not DatabaseComponent)
        {
            var databases = system.Components.OfType<DatabaseComponent>().Select(known => known.Name.Value);
            yield return new FieldProblem(
                $"{field}.component",
                $"there is no database '{each.Component}'",
                NearestWord.Hint(each.Component.Value, [.. databases]) is { Length: > 0 } hint
                    ? hint
                    : "leave it out: only databases are asked");
        }

        if (asserts.Take(place).Any(before => before.Component == each.Component))
        {
            yield return new FieldProblem(
                $"{field}.component",
                $"there are assertions of '{each.Component}' before",
                "write all of a component in one place");
        }

        foreach (var same in each.Assertions.GroupBy(one => one.Name).Where(group => group.Count() > 1))
        {
            yield return new FieldProblem(
                $"{field}.assertions", $"two are called '{same.Key}'", "give each assertion its own name");
        }
    }
}
