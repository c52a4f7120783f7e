using Mesh.Catalog.Systems;
using Mesh.Domain.Agents;
using Mesh.Domain.Standbys;

namespace Mesh.Functions.Agents;

/// <summary>Tells agents what their system's declaration asks of them.</summary>
public sealed class AgentDeclaration(SystemRegistry systems)
{
    /// <summary>What is declared now; it may be another the next time.</summary>
    /// <exception cref="Mesh.Domain.Errors.MeshException"><c>unknown-system</c></exception>
    public async Task<AgentDuties> OfAsync(AgentPlace place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(place);
        var system = (await systems.GetAsync(place.System, cancellationToken)).Definition;
        var detection = system.Failover?.Detection ?? Detection.Usual;
        return new AgentDuties(
            place.System.Value,
            place.Name.Value,
            system.Witness?.Name == place.Name,
            (system.Failover?.Lease ?? FailoverRules.UsualLease).TotalSeconds,
            system.Failover?.Checks ?? [],
            detection.Every.TotalSeconds,
            detection.Failures);
    }
}
