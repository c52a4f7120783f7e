using Mesh.Catalog.Systems;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Logs;

/// <summary>The components whose owners want their logs captured.</summary>
public sealed class WantedLogs
{
    private readonly SystemRegistry systems;

    internal WantedLogs(SystemRegistry systems) => this.systems = systems;

    /// <summary>Visits each; one that fails does not keep the others from their turn.</summary>
    /// <exception cref="Domain.Errors.MeshException">What failed, after the last.</exception>
    public Task VisitAsync(
        Func<SystemRecord, DatabaseComponent, Task> visit, CancellationToken cancellationToken) =>
        EverySystem.VisitAsync(
            systems,
            async system =>
            {
                foreach (var component in system.Definition.Components.OfType<DatabaseComponent>())
                {
                    if (component.Log == DatabaseLog.Continuous)
                    {
                        await visit(system, component);
                    }
                }
            },
            cancellationToken);
}
