using System.Text.Json.Nodes;

namespace Mesh.Catalog.Diffs;

/// <summary>
/// The fields of a tree by their paths. Parts of a list go by their names, so that a change of order is none;
/// a list of plain values is one value.
/// </summary>
internal static class FlatFields
{
    public static Dictionary<string, string> Of(JsonObject tree)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(fields, "", tree);
        return fields;
    }

    private static void Add(Dictionary<string, string> fields, string path, JsonNode node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map)
                {
                    Add(fields, path.Length == 0 ? name : $"{path}.{name}", value!);
                }

                break;
            case JsonArray list when list.Any(item => item is JsonObject):
                foreach (var item in list)
                {
                    Add(fields, $"{path}[{item!["name"]}]", item);
                }

                break;
            case JsonArray list:
                fields[path] = $"[{string.Join(", ", list)}]";
                break;
            default:
                fields[path] = node.ToString();
                break;
        }
    }
}
