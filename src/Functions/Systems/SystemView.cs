using System.Text.Json.Nodes;
using Mesh.Catalog.Manifests;
using Mesh.Catalog.Systems;

namespace Mesh.Functions.Systems;

/// <summary>A system as the API shows it.</summary>
public sealed record SystemView(
    string Name,
    int Revision,
    DateTimeOffset AppliedAt,
    string AppliedBy,
    JsonObject Definition,
    string Manifest)
{
    internal static SystemView Of(SystemRecord system) => new(
        system.Definition.Name.Value,
        system.Revision,
        system.AppliedAt,
        system.AppliedBy,
        SystemManifest.ToJson(system.Definition),
        SystemManifest.ToYaml(system.Definition));
}
