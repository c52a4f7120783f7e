using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>Writes a GTID as its text.</summary>
internal sealed class GtidJsonConverter : JsonConverter<Gtid>
{
    public override Gtid Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Gtid.TryParse(reader.GetString() ?? "", out var gtid) ? gtid : throw new JsonException("not a GTID");

    public override void Write(Utf8JsonWriter writer, Gtid value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
