using Mesh.Domain.Names;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Standbys;

namespace Mesh.Functions.Standbys;

/// <summary>Which of a system's standbys a cycle wakes, and in which order.</summary>
public static class CyclePlanner
{
    /// <summary>What is woken: what others need comes first.</summary>
    /// <returns>Empty where the system has nothing that sleeps so.</returns>
    public static IReadOnlyList<CyclePart> PartsOf(SystemDefinition system, CycleKind kind)
    {
        ArgumentNullException.ThrowIfNull(system);
        var wanted = kind == CycleKind.Cycle ? StandbyClass.Warm : StandbyClass.Cold;
        return [.. InOrder(system)
            .Where(component => component.Standby?.Class == wanted)
            .Select(component => Part(component, fill: kind == CycleKind.Cycle))
            .OfType<CyclePart>()];
    }

    // What has no declared place is restored by hand; files that are not filled have nothing to be looked at.
    private static CyclePart? Part(ComponentDefinition component, bool fill) => component switch
    {
        HostsComponent hosts => new CyclePart(component.Name.Value, "", Fill: false)
        {
            Capacity = hosts.Capacity?.Minimal ?? 0,
        },
        DatabaseComponent { Standby.Connection: { } target } =>
            new CyclePart(component.Name.Value, target.ToString(), fill),
        FilesComponent { Standby.Path: { } path } when fill =>
            new CyclePart(component.Name.Value, path, fill) { IsFiles = true },
        _ => null,
    };

    private static IEnumerable<ComponentDefinition> InOrder(SystemDefinition system)
    {
        var done = new HashSet<ComponentName>();
        while (done.Count < system.Components.Count)
        {
            // A manifest whose components depend on each other in a circle is refused when it is applied.
            var next = system.Components.First(component =>
                !done.Contains(component.Name) && component.DependsOn.All(done.Contains));
            done.Add(next.Name);
            yield return next;
        }
    }
}
