using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mesh.Domain.Errors;

namespace Mesh.Functions.Http;

/// <summary>Reads JSON objects, and says of a wrong one which field is wrong and how.</summary>
internal static class JsonBody
{
    /// <summary>The record that the text describes.</summary>
    /// <exception cref="MeshException"><c>bad-body</c>: it is not what the endpoint takes.</exception>
    public static T Read<T>(string text, JsonSerializerOptions options)
    {
        var fields = options.GetTypeInfo(typeof(T)).Properties;
        using var document = Parse(text);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Bad("body", "is not a JSON object", fields);
        }

        foreach (var given in document.RootElement.EnumerateObject())
        {
            Check(given, fields);
        }

        if (fields.FirstOrDefault(field => field.IsRequired && !IsGiven(document, field)) is { } missing)
        {
            throw Bad(missing.Name, "is missing", fields);
        }

        try
        {
            return document.RootElement.Deserialize<T>(options)!;
        }
        catch (JsonException error)
        {
            var field = error.Path is { Length: > 2 } path ? path[2..] : "body";
            throw Bad(field, $"is not {Expected(field, fields)}", fields, error);
        }
    }

    private static JsonDocument Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException error)
        {
            throw Bad(
                "body", $"is not JSON at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}", [], error);
        }
    }

    private static void Check(JsonProperty given, IList<JsonPropertyInfo> fields)
    {
        var field = fields.FirstOrDefault(known => Same(known.Name, given.Name))
            ?? throw Bad(given.Name, "is no field of this request", fields);
        if (given.Value.ValueKind == JsonValueKind.Null && !IsNullable(field))
        {
            throw Bad(field.Name, "is null", fields);
        }
    }

    private static bool IsGiven(JsonDocument document, JsonPropertyInfo field) =>
        document.RootElement.EnumerateObject().Any(given => Same(given.Name, field.Name));

    private static bool IsNullable(JsonPropertyInfo field) =>
        field.AssociatedParameter?.IsNullable ?? field.IsSetNullable;

    private static bool Same(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static string Expected(string name, IList<JsonPropertyInfo> fields)
    {
        var type = fields.FirstOrDefault(field => Same(field.Name, name))?.PropertyType;
        return (Nullable.GetUnderlyingType(type ?? typeof(string)) ?? type) switch
        {
            var flag when flag == typeof(bool) => "true or false",
            var number when number == typeof(double) || number == typeof(int) => "a number",
            var time when time == typeof(DateTimeOffset) => "a time such as 2026-01-31T12:00:00Z",
            var list when list != typeof(string)
                && typeof(System.Collections.IEnumerable).IsAssignableFrom(list) => "a list of texts",
            _ => "text",
        };
    }

    private static MeshException Bad(
        string field, string cause, IList<JsonPropertyInfo> fields, Exception? inner = null)
    {
        var known = string.Join(", ", fields.Select(each => each.Name));
        return new MeshException(
            "bad-body",
            field,
            cause,
            known.Length == 0 ? "send a JSON object" : $"send a JSON object of these fields: {known}",
            ExitCode.BadInput,
            inner);
    }
}
