using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mesh.Sources.Files.Ranges;

/// <summary>A <see cref="TreePosition"/> is a string in JSON.</summary>
internal sealed class TreePositionJsonConverter : JsonConverter<TreePosition>
{
    public override TreePosition Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? throw new JsonException("a position in a tree is a string");
        try
        {
            return TreePosition.Parse(text);
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, TreePosition value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
