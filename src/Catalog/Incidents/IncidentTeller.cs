using Mesh.Catalog.AlertSources;
using Mesh.Domain.Names;

namespace Mesh.Catalog.Incidents;

/// <summary>Who tells of an incident.</summary>
/// <param name="System">The one system that it speaks for.</param>
/// <param name="Name">Its name.</param>
/// <param name="Who">What the audit trail calls it.</param>
internal sealed record IncidentTeller(SystemName System, string Name, string Who)
{
    /// <summary>What Mesh's own places are called; no source of alerts can have this name.</summary>
    public const string Detecting = "mesh:detection";

    public static IncidentTeller Of(AlertSource source) =>
        new(source.System, source.Name.Value, $"alert-source {source.Name}");

    public static IncidentTeller Detection(SystemName system) => new(system, Detecting, "mesh");
}
