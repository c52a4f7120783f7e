using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Domain.Evidence;

/// <summary>
/// One way only to write a JSON value, so that equal values are equal bytes: UTF-8 without blanks, the names
/// of an object in the order of their UTF-16 code units, strings escaped only where JSON demands it. Numbers
/// are decimal digits with at most one point, and no exponent.
/// </summary>
/// <remarks>The strings and the order are those of RFC 8785; its numbers are not, since they are floats.
/// </remarks>
public static class CanonicalJson
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The bytes of a value.</summary>
    /// <exception cref="ArgumentException">A number in it has an exponent.</exception>
    public static byte[] Write(JsonNode? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The value of bytes that <see cref="Write"/> has given; null where it has not.</summary>
    public static JsonNode? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var value = JsonNode.Parse(
                Strict.GetString(bytes),
                documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            return bytes.SequenceEqual(Write(value)) ? value : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static void Append(StringBuilder text, JsonNode? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject map:
                AppendMap(text, map);
                break;
            case JsonArray list:
                AppendList(text, list);
                break;
            case var scalar when scalar.GetValueKind() == JsonValueKind.String:
                AppendText(text, scalar.GetValue<string>());
                break;
            case var scalar when scalar.GetValueKind() == JsonValueKind.Number:
                text.Append(Number(scalar));
                break;
            default:
                text.Append(value.ToJsonString());
                break;
        }
    }

    private static void AppendMap(StringBuilder text, JsonObject map)
    {
        var separator = '{';
        foreach (var (name, value) in map.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            text.Append(separator);
            AppendText(text, name);
            text.Append(':');
            Append(text, value);
            separator = ',';
        }

        text.Append(map.Count == 0 ? "{}" : "}");
    }

    private static void AppendList(StringBuilder text, JsonArray list)
    {
        var separator = '[';
        foreach (var value in list)
        {
            text.Append(separator);
            Append(text, value);
            separator = ',';
        }

        text.Append(list.Count == 0 ? "[]" : "]");
    }

    private static string Number(JsonNode number)
    {
        var digits = number.ToJsonString();
        return digits.All(letter => char.IsAsciiDigit(letter) || letter is '-' or '.')
            ? digits
            : throw new ArgumentException($"{digits} is not written in decimal digits alone", nameof(number));
    }

    private static void AppendText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append("\\u").Append(((int)letter).ToString("x4", null)),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
    }
}
