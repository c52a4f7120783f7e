using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mesh.Runtime.Functions.Invoking;

/// <summary>
/// Changes JSON as the second serializer of the Azure host does: text that looks like a date is
/// read as one and written in its own way, a fraction becomes a double. A payload that keeps its
/// meaning here keeps it there.
/// </summary>
internal static partial class LossyHop
{
    public static string Pass(string json) => Rewrite(JsonNode.Parse(json))?.ToJsonString() ?? "null";

    private static JsonNode? Rewrite(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(
            member => KeyValuePair.Create(member.Key, Rewrite(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Rewrite)]),
        JsonValue value => RewriteValue(value),
        _ => null,
    };

    private static JsonValue RewriteValue(JsonValue value)
    {
        var element = value.GetValue<JsonElement>();
        return element.ValueKind switch
        {
            JsonValueKind.Number when !element.TryGetInt64(out _) => JsonValue.Create(element.GetDouble()),
            JsonValueKind.String when DatePattern().IsMatch(element.GetString()!) => RewriteDate(element),
            _ => JsonValue.Create(element)!,
        };
    }

    private static JsonValue RewriteDate(JsonElement element)
    {
        var styles = DateTimeStyles.RoundtripKind;
        return DateTime.TryParse(element.GetString(), CultureInfo.InvariantCulture, styles, out var date)
            ? JsonValue.Create(date.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture))
            : JsonValue.Create(element)!;
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?\z")]
    private static partial Regex DatePattern();
}
