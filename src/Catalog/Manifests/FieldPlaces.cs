namespace Mesh.Catalog.Manifests;

/// <summary>
/// Finds the place of a field by its path, or of the nearest part of the path that was written.
/// </summary>
internal static class FieldPlaces
{
    public static Place Of(ManifestNode root, string field)
    {
        var node = root;
        var place = root.Place;
        foreach (var part in field.Split('.', '[').Select(part => part.TrimEnd(']')))
        {
            if (node is ManifestMap map && map.Fields.TryGetValue(part, out var found))
            {
                (place, node) = (found.Value.Place, found.Value);
            }
            else if (node is ManifestList list
                && int.TryParse(part, out var index) && index < list.Items.Count)
            {
                (place, node) = (list.Items[index].Place, list.Items[index]);
            }
            else
            {
                break;
            }
        }

        return place;
    }
}
