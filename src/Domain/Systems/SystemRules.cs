using Mesh.Domain.Advice;
using Mesh.Domain.Drills;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Retention;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standbys;

namespace Mesh.Domain.Systems;

/// <summary>What must hold between the parts of a definition, each of which is valid on its own.</summary>
public static class SystemRules
{
    /// <summary>
    /// Everything that is wrong, each with the field as it is written in a manifest. What is contradictory in
    /// itself is not weighed against its objectives.
    /// </summary>
    public static IEnumerable<FieldProblem> Check(SystemDefinition system) =>
        CheckDraft(system).ToList() is { Count: > 0 } problems ? problems : Feasibility.Check(system);

    /// <summary>As <see cref="Check"/>, but whether objectives can be met is left open.</summary>
    public static IEnumerable<FieldProblem> CheckDraft(SystemDefinition system) =>
    [
        .. Sites(system.Sites),
        .. Components(system),
        .. Retention("retention", system.Retention),
        .. Schedule("schedule", system.Schedule),
        .. ObjectiveRules.Check(system),
        .. Built(system),
        .. DependencyRules.Check(system),
        .. PlaceRules.Check(system),
        .. StandbyRules.Check(system),
        .. FailoverChecks.Check(system),
        .. PriceRules.Check(system),
        .. DrillChecks.Check(system),
    ];

    private static IEnumerable<FieldProblem> Built(SystemDefinition system)
    {
        if (system.Architecture != Architecture.Standby)
        {
            yield return new FieldProblem(
                "architecture",
                $"'{Words.Of(system.Architecture)}' is not built yet",
                $"use '{Words.Of(Architecture.Standby)}', or leave it out");
        }

        for (var place = 0; place < system.Components.Count; place++)
        {
            var component = system.Components[place];
            foreach (var (name, given) in new[]
            {
                ("schedule", component.Schedule is not null), ("retention", component.Retention is not null),
            })
            {
                if (given && !component.HoldsData)
                {
                    yield return new FieldProblem(
                        $"components[{place}].{name}",
                        $"a component of kind '{component.Kind}' has no data that is backed up",
                        "leave it out");
                }
            }
        }
    }

    private static IEnumerable<FieldProblem> Sites(IReadOnlyList<Site> sites)
    {
        if (sites.Count == 0)
        {
            yield return new FieldProblem(
                "sites", "there is no site", "name at least the site where the data is");
        }
        else if (sites.Count(site => site.Role == SiteRole.Production) is not 1 and var productions)
        {
            yield return new FieldProblem(
                "sites",
                $"{productions} sites have the role production",
                "give exactly one site the role production");
        }

        foreach (var place in Repeated(sites.Select(site => site.Name.Value)))
        {
            yield return new FieldProblem(
                $"sites[{place}].name",
                $"another site is called '{sites[place].Name}' too",
                "give each site its own name");
        }
    }

    private static IEnumerable<FieldProblem> Components(SystemDefinition system)
    {
        var components = system.Components;
        if (components.Count == 0)
        {
            yield return new FieldProblem(
                "components", "there is no component", "name at least one thing to protect");
        }

        foreach (var place in Repeated(components.Select(component => component.Name.Value)))
        {
            yield return new FieldProblem(
                $"components[{place}].name",
                $"another component is called '{components[place].Name}' too",
                "give each component its own name");
        }

        for (var place = 0; place < components.Count; place++)
        {
            foreach (var problem in Component($"components[{place}]", components[place], system.Sites))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<FieldProblem> Component(
        string field, ComponentDefinition component, IReadOnlyList<Site> sites)
    {
        if (sites.Count > 0 && sites.All(site => site.Name != component.Site))
        {
            yield return new FieldProblem(
                $"{field}.site",
                $"there is no site '{component.Site}'",
                NearestWord.Hint(component.Site.Value, [.. sites.Select(site => site.Name.Value)]));
        }

        var more = component switch
        {
            FilesComponent files => FilesRules.Check(field, files),
            HostsComponent hosts => HostsRules.Check(field, hosts),
            _ => [],
        };
        var prove = component is DatabaseComponent { Prove: { } rules } ? Proof($"{field}.prove", rules) : [];
        foreach (var problem in more
            .Concat(prove)
            .Concat(Retention($"{field}.retention", component.Retention))
            .Concat(Schedule($"{field}.schedule", component.Schedule)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<FieldProblem> Proof(string field, ProofRules rules) =>
        Repeated(rules.Assertions.Select(assertion => assertion.Name)).Select(place => new FieldProblem(
            $"{field}.assertions[{place}].name",
            $"another assertion is called '{rules.Assertions[place].Name}' too",
            "give each assertion its own name"));

    private static IEnumerable<FieldProblem> Retention(string field, RetentionRules? rules)
    {
        if (rules is { IsEmpty: false, KeepsByTime: false })
        {
            yield return new FieldProblem(
                field,
                "keeps by tags only, so that points without the tag would all be forgotten",
                "add a rule that keeps by time, as 'last: 1'");
        }

        for (var place = 0; place < rules?.Tags.Count; place++)
        {
            if (rules.Tags[place].Split(',').Contains(""))
            {
                yield return new FieldProblem(
                    $"{field}.tags[{place}]",
                    "a tag is empty",
                    "write a tag, or several with single commas between");
            }
        }
    }

    private static IEnumerable<FieldProblem> Schedule(string field, Schedule? schedule)
    {
        if (schedule is { Full: null, Incremental: null })
        {
            yield return new FieldProblem(
                field, "has no times", "give 'full' or 'incremental', or leave the schedule out");
        }
    }

    private static IEnumerable<int> Repeated(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names
            .Select((name, place) => (name, place))
            .Where(each => !seen.Add(each.name))
            .Select(each => each.place);
    }
}
