using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>What must hold for the graph of what depends on what.</summary>
internal static class DependencyRules
{
    public static IEnumerable<FieldProblem> Check(SystemDefinition system)
    {
        var sound = true;
        for (var place = 0; place < system.Components.Count; place++)
        {
            foreach (var problem in Check($"components[{place}].dependsOn", system.Components[place], system))
            {
                sound = false;
                yield return problem;
            }
        }

        if (sound && Cycle(system) is { } cycle)
        {
            var place = system.Components.ToList().FindIndex(each => each.Name == cycle[0]);
            yield return new FieldProblem(
                $"components[{place}].dependsOn",
                $"depends on itself: {string.Join(" -> ", [.. cycle, cycle[0]])}",
                "leave one of these dependencies out");
        }
    }

    private static IEnumerable<FieldProblem> Check(
        string field, ComponentDefinition component, SystemDefinition system)
    {
        for (var place = 0; place < component.DependsOn.Count; place++)
        {
            var name = component.DependsOn[place];
            if (system.Find(name) is null)
            {
                yield return new FieldProblem(
                    $"{field}[{place}]",
                    $"there is no component '{name}'",
                    NearestWord.Hint(name.Value, [.. system.Components.Select(each => each.Name.Value)]));
            }
            else if (component.DependsOn.Take(place).Contains(name))
            {
                yield return new FieldProblem(
                    $"{field}[{place}]", $"'{name}' is named already", "name each component once");
            }
        }
    }

    // Each component is entered once: what has been left behind without a cycle can be in none.
    private static List<ComponentName>? Cycle(SystemDefinition system)
    {
        var done = new HashSet<ComponentName>();
        var path = new List<ComponentName>();
        List<ComponentName>? Visit(ComponentName name)
        {
            if (path.IndexOf(name) is >= 0 and var begin)
            {
                return path[begin..];
            }

            if (!done.Add(name))
            {
                return null;
            }

            path.Add(name);
            foreach (var next in system.Find(name)!.DependsOn)
            {
                if (Visit(next) is { } cycle)
                {
                    return cycle;
                }
            }

            path.RemoveAt(path.Count - 1);
            return null;
        }

        return system.Components.Select(each => Visit(each.Name)).FirstOrDefault(cycle => cycle is not null);
    }
}
