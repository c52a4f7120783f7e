using Mesh.Domain.Names;
using Mesh.Domain.Schedules;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>
/// The chain of components that decides how long a system takes to be back: each begins when all that it
/// depends on are back.
/// </summary>
/// <param name="Steps">The components of the chain, the first one first, and how long each takes.</param>
public sealed record CriticalPath(IReadOnlyList<(ComponentName Name, TimeSpan Time)> Steps)
{
    /// <summary>How long all of it takes.</summary>
    public TimeSpan Total => Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Time);

    /// <summary>
    /// The longest chain. Dependencies on names that are unknown count as none; there must be no cycle.
    /// </summary>
    /// <param name="components">All components of the system.</param>
    /// <param name="time">How long each takes by itself.</param>
    public static CriticalPath Of(
        IReadOnlyList<ComponentDefinition> components, Func<ComponentDefinition, TimeSpan> time)
    {
        var known = new Dictionary<ComponentName, CriticalPath>();
        CriticalPath To(ComponentDefinition component)
        {
            if (!known.TryGetValue(component.Name, out var path))
            {
                var before = Longest(component.DependsOn
                    .Select(name => components.FirstOrDefault(each => each.Name == name))
                    .OfType<ComponentDefinition>()
                    .Select(To));
                path = new CriticalPath([.. before.Steps, (component.Name, time(component))]);
                known.Add(component.Name, path);
            }

            return path;
        }

        return Longest(components.Select(To));
    }

    /// <summary><c>orders 30m -> web 5m</c>.</summary>
    public override string ToString() =>
        string.Join(" -> ", Steps.Select(step => $"{step.Name} {Durations.Format(step.Time)}"));

    private static CriticalPath Longest(IEnumerable<CriticalPath> paths) =>
        paths.Append(new CriticalPath([])).MaxBy(path => path.Total)!;
}
