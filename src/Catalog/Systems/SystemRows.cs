using System.Text.Json;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Names;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Systems;

/// <summary>Turns rows into records.</summary>
internal static class SystemRows
{
    // What was applied was weighed then. It is read whatever figures it would be weighed by now.
    public static SystemDefinition Definition(SystemRow row) =>
        SystemManifest.ReadDraft(row.Manifest, $"system {row.Name}, revision {row.Revision}");

    public static SystemRecord ToRecord(SystemRow row) => new(
        Definition(row),
        row.Revision,
        Since(row).ToDictionary(each => ComponentName.Parse(each.Key), each => each.Value),
        row.CreatedAt,
        row.AppliedAt,
        row.AppliedBy);

    /// <summary>
    /// JSON: since when each component of a new definition has been declared, given what was before.
    /// </summary>
    public static string Since(SystemRow? row, SystemDefinition definition, DateTimeOffset now)
    {
        var before = row is null ? [] : Since(row);
        return JsonSerializer.Serialize(definition.Components.ToDictionary(
            component => component.Name.Value,
            component => before.TryGetValue(component.Name.Value, out var since) ? since : now));
    }

    private static Dictionary<string, DateTimeOffset> Since(SystemRow row) =>
        JsonSerializer.Deserialize<Dictionary<string, DateTimeOffset>>(row.ComponentsSince)!;
}
