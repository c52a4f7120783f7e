using System.Buffers;
using System.Text.Json;
using Mesh.Vault.Crypto;
using Mesh.Vault.Errors;
using Mesh.Vault.Packs;

namespace Mesh.Vault.Indexes;

/// <summary>The JSON of an index file: packs and what is in them.</summary>
internal static class IndexFile
{
    /// <summary>No index file that we write names more blobs.</summary>
    public const int MaxBlobs = 50_000;

    public static ReadOnlyMemory<byte> Write(IReadOnlyList<IndexedPack> packs)
    {
        var output = new ArrayBufferWriter<byte>(1 << 16);
        using (var writer = new Utf8JsonWriter(output))
        {
            Span<byte> hex = stackalloc byte[BlobId.Size * 2];
            writer.WriteStartObject();
            writer.WriteStartArray("packs"u8);
            foreach (var pack in packs)
            {
                pack.Id.CopyHexTo(hex);
                writer.WriteStartObject();
                writer.WriteString("id"u8, hex);
                writer.WriteStartArray("blobs"u8);
                foreach (var entry in pack.Entries)
                {
                    WriteEntry(writer, entry, hex);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    /// <exception cref="Domain.Errors.MeshException"><c>damaged-index</c></exception>
    public static List<IndexedPack> Parse(BlobId id, ReadOnlySpan<byte> json)
    {
        try
        {
            return ParsePacks(json);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            throw Damage.Of("damaged-index", $"index {id}", error.Message, error);
        }
    }

    private static void WriteEntry(Utf8JsonWriter writer, PackEntry entry, Span<byte> hex)
    {
        entry.Id.CopyHexTo(hex);
        writer.WriteStartObject();
        writer.WriteString("id"u8, hex);
        writer.WriteString("type"u8, entry.Type == BlobType.Tree ? "tree"u8 : "data"u8);
        writer.WriteNumber("offset"u8, entry.Offset);
        writer.WriteNumber("length"u8, entry.Length);
        if (entry.IsCompressed)
        {
            writer.WriteNumber("uncompressed_length"u8, entry.UncompressedLength);
        }

        writer.WriteEndObject();
    }

    private static List<IndexedPack> ParsePacks(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var packs = new List<IndexedPack>();
        Expect(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "it is not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPacks = reader.ValueTextEquals("packs"u8);
            reader.Read();
            if (!isPacks || reader.TokenType == JsonTokenType.Null)
            {
                reader.Skip();
                continue;
            }

            Expect(reader.TokenType == JsonTokenType.StartArray, "its packs are not a list");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                packs.Add(ParsePack(ref reader));
            }
        }

        return packs;
    }

    private static IndexedPack ParsePack(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, "one of its packs is not an object");
        BlobId? id = null;
        var entries = new List<PackEntry>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isId, isBlobs) = (reader.ValueTextEquals("id"u8), reader.ValueTextEquals("blobs"u8));
            reader.Read();
            if (isId)
            {
                id = ParseId(ref reader);
            }
            else if (isBlobs && reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    entries.Add(ParseEntry(ref reader));
                }
            }
            else
            {
                reader.Skip();
            }
        }

        return new IndexedPack(id ?? throw new FormatException("one of its packs has no id"), entries);
    }

    private static PackEntry ParseEntry(ref Utf8JsonReader reader)
    {
        Expect(reader.TokenType == JsonTokenType.StartObject, "one of its blobs is not an object");
        BlobId? id = null;
        BlobType? type = null;
        uint offset = 0, length = 0, uncompressed = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.ValueSpan;
            reader.Read();
            switch (field)
            {
                case var f when f.SequenceEqual("id"u8): id = ParseId(ref reader); break;
                case var f when f.SequenceEqual("type"u8): type = ParseType(ref reader); break;
                case var f when f.SequenceEqual("offset"u8): offset = reader.GetUInt32(); break;
                case var f when f.SequenceEqual("length"u8): length = reader.GetUInt32(); break;
                case var f when f.SequenceEqual("uncompressed_length"u8):
                    uncompressed = reader.GetUInt32();
                    break;
                default: reader.Skip(); break;
            }
        }

        Expect(id is not null && type is not null, "one of its blobs has no id or no type");
        var hasPlace = length >= MasterKey.Overhead && offset <= uint.MaxValue - length;
        Expect(hasPlace, "one of its blobs has no possible place");
        return new PackEntry(type!.Value, id!.Value, offset, length, uncompressed);
    }

    private static BlobId ParseId(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && BlobId.TryParse(reader.ValueSpan, out var id)
            ? id
            : throw new FormatException("an id in it is not 64 hexadecimal digits");

    private static BlobType ParseType(ref Utf8JsonReader reader)
    {
        var isTree = reader.ValueTextEquals("tree"u8);
        Expect(isTree || reader.ValueTextEquals("data"u8), "one of its blobs is of an unknown type");
        return isTree ? BlobType.Tree : BlobType.Data;
    }

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new FormatException(otherwise);
        }
    }
}
