using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Domain.Schedules;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>What must hold for objectives by themselves.</summary>
internal static class ObjectiveRules
{
    public static IEnumerable<FieldProblem> Check(SystemDefinition system) =>
        [.. Own(system.Objectives), .. Level(system.Objectives), .. Components(system)];

    private static IEnumerable<FieldProblem> Own(Objectives objectives)
    {
        if (objectives.Availability is { } availability && availability is not (> 0 and < 100))
        {
            yield return new FieldProblem(
                "objectives.availability",
                "is not between 0 and 100",
                "write percent of the year, as in 99.9");
        }

        if (objectives.Rto == TimeSpan.Zero)
        {
            yield return new FieldProblem(
                "objectives.rto", "nothing is restored in no time", "allow at least some minutes");
        }
    }

    private static IEnumerable<FieldProblem> Level(Objectives objectives)
    {
        if (objectives.Level is not { } level)
        {
            yield break;
        }

        foreach (var (name, given, figure) in new[]
        {
            ("rpo", objectives.Rpo, level.Rpo), ("rto", objectives.Rto, level.Rto),
        })
        {
            if (given > figure)
            {
                yield return Looser(
                    $"objectives.{name}", Durations.Format(given.Value), $"{level}", Durations.Format(figure));
            }
        }

        if (objectives.Availability < level.Availability)
        {
            yield return Looser(
                "objectives.availability",
                Percent(objectives.Availability.Value),
                $"{level}",
                Percent(level.Availability));
        }
    }

    private static IEnumerable<FieldProblem> Components(SystemDefinition system)
    {
        for (var place = 0; place < system.Components.Count; place++)
        {
            var component = system.Components[place];
            if (component.Objectives.Rto == TimeSpan.Zero)
            {
                yield return new FieldProblem(
                    $"components[{place}].objectives.rto",
                    "nothing is back in no time",
                    "allow at least some seconds");
            }

            if (component.HoldsData && system.Objectives.Level is { } level
                && component.Objectives.Rpo is { } rpo && rpo > level.Rpo)
            {
                yield return Looser(
                    $"components[{place}].objectives.rpo",
                    Durations.Format(rpo),
                    $"{level}",
                    Durations.Format(level.Rpo));
            }

            if (component is DatabaseComponent && system.Objectives.WantedRpo == TimeSpan.Zero
                && component.Objectives.Rpo > TimeSpan.Zero)
            {
                yield return new FieldProblem(
                    $"components[{place}].objectives.rpo",
                    "an RPO of zero is demanded of the system, and that is for each of its databases",
                    "leave it out, or allow the system to lose something");
            }

            if (component.Objectives.Rpo is not null && !component.HoldsData)
            {
                yield return new FieldProblem(
                    $"components[{place}].objectives.rpo",
                    $"a component of kind '{component.Kind}' has no data to lose",
                    "leave it out");
            }
        }
    }

    private static FieldProblem Looser(string field, string given, string level, string figure) => new(
        field,
        $"'{given}' is looser than the {figure} of '{level}'",
        "write a stricter one, leave it out, or choose another level");

    private static string Percent(double value) => value.ToString(CultureInfo.InvariantCulture);
}
