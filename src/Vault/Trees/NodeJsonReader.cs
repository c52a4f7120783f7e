using System.Buffers;
using System.Text.Json;

namespace Mesh.Vault.Trees;

/// <summary>Reads one node of a tree. Throws <see cref="FormatException"/> or <see
/// cref="JsonException"/>.</summary>
internal static class NodeJsonReader
{
    /// <param name="reader">At the start of the node's object; afterwards at its end.</param>
    public static Node Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("one of its nodes is not an object");
        }

        var fields = new Fields();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            fields.Read(ref reader);
        }

        return fields.ToNode();
    }

    /// <summary>What a node is made of, until all of it has been read.</summary>
    private struct Fields()
    {
        private NodeName? _name;
        private NodeType? _type;
        private uint _mode;
        private Timestamp _modified = Timestamp.Unknown;
        private Timestamp _accessed = Timestamp.Unknown;
        private Timestamp _changed = Timestamp.Unknown;
        private uint _uid;
        private uint _gid;
        private string _user = "";
        private string _group = "";
        private ulong _inode;
        private ulong _deviceId;
        private ulong _size;
        private ulong _links;
        private byte[] _linkTarget = [];
        private byte[]? _linkTargetRaw;
        private List<Xattr>? _attributes;
        private byte[] _generic = [];
        private ulong _device;
        private List<BlobId>? _content;
        private BlobId? _subtree;
        private string _error = "";

        public void Read(ref Utf8JsonReader reader)
        {
            var field = reader.ValueSpan;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            if (!ReadIdentity(ref reader, field) && !ReadNumbers(ref reader, field)
                && !ReadRest(ref reader, field))
            {
                reader.Skip();
            }
        }

        public readonly Node ToNode() => new()
        {
            Name = _name ?? throw new FormatException("one of its nodes has no name"),
            Type = _type ?? throw new FormatException($"its entry '{_name}' has no type"),
            Mode = _mode,
            ModifiedTime = _modified,
            AccessTime = _accessed,
            ChangeTime = _changed,
            Uid = _uid,
            Gid = _gid,
            User = _user,
            Group = _group,
            Inode = _inode,
            DeviceId = _deviceId,
            Size = _size,
            Links = _links,
            LinkTarget = _linkTargetRaw ?? _linkTarget,
            ExtendedAttributes = _attributes ?? [],
            GenericAttributes = _generic,
            Device = _device,
            Content = _type == NodeType.File ? _content ?? [] : _content,
            Subtree = _subtree,
            Error = _error,
        };

        private bool ReadIdentity(ref Utf8JsonReader reader, ReadOnlySpan<byte> field)
        {
            switch (field)
            {
                case var f when f.SequenceEqual("name"u8): _name = ReadName(ref reader); return true;
                case var f when f.SequenceEqual("type"u8): _type = ReadType(ref reader); return true;
                case var f when f.SequenceEqual("mtime"u8): _modified = ReadTime(ref reader); return true;
                case var f when f.SequenceEqual("atime"u8): _accessed = ReadTime(ref reader); return true;
                case var f when f.SequenceEqual("ctime"u8): _changed = ReadTime(ref reader); return true;
                case var f when f.SequenceEqual("user"u8): _user = reader.GetString()!; return true;
                case var f when f.SequenceEqual("group"u8): _group = reader.GetString()!; return true;
                default: return false;
            }
        }

        private bool ReadNumbers(ref Utf8JsonReader reader, ReadOnlySpan<byte> field)
        {
            switch (field)
            {
                case var f when f.SequenceEqual("mode"u8): _mode = reader.GetUInt32(); return true;
                case var f when f.SequenceEqual("uid"u8): _uid = reader.GetUInt32(); return true;
                case var f when f.SequenceEqual("gid"u8): _gid = reader.GetUInt32(); return true;
                case var f when f.SequenceEqual("inode"u8): _inode = reader.GetUInt64(); return true;
                case var f when f.SequenceEqual("device_id"u8): _deviceId = reader.GetUInt64(); return true;
                case var f when f.SequenceEqual("size"u8): _size = reader.GetUInt64(); return true;
                case var f when f.SequenceEqual("links"u8): _links = reader.GetUInt64(); return true;
                case var f when f.SequenceEqual("device"u8): _device = reader.GetUInt64(); return true;
                default: return false;
            }
        }

        private bool ReadRest(ref Utf8JsonReader reader, ReadOnlySpan<byte> field)
        {
            switch (field)
            {
                case var f when f.SequenceEqual("linktarget"u8):
                    _linkTarget = ReadBytes(ref reader);
                    return true;
                case var f when f.SequenceEqual("linktarget_raw"u8):
                    _linkTargetRaw = reader.GetBytesFromBase64();
                    return true;
                case var f when f.SequenceEqual("extended_attributes"u8):
                    _attributes = ReadAttributes(ref reader);
                    return true;
                case var f when f.SequenceEqual("generic_attributes"u8):
                    _generic = ReadRaw(ref reader);
                    return true;
                case var f when f.SequenceEqual("content"u8): _content = ReadContent(ref reader); return true;
                case var f when f.SequenceEqual("subtree"u8): _subtree = ReadId(ref reader); return true;
                case var f when f.SequenceEqual("error"u8): _error = reader.GetString()!; return true;
                default: return false;
            }
        }
    }

    private static NodeName ReadName(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped
            && !reader.ValueSpan.Contains((byte)'"'))
        {
            return new NodeName(reader.ValueSpan);
        }

        var quoted = ReadBytes(ref reader);
        var name = new ArrayBufferWriter<byte>(Math.Max(1, quoted.Length));
        return GoQuote.TryUnquote(quoted, name)
            ? new NodeName(name.WrittenSpan)
            : throw new FormatException("the name of one of its entries is not quoted as it must be");
    }

    private static byte[] ReadBytes(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new FormatException("a string of one of its entries is something else");
        }

        var buffer = new byte[reader.ValueSpan.Length];
        var length = reader.CopyString(buffer);
        return length == buffer.Length ? buffer : buffer[..length];
    }

    private static NodeType ReadType(ref Utf8JsonReader reader)
    {
        var name = ReadBytes(ref reader);
        return NodeTypeNames.TryParse(name, out var type)
            ? type
            : throw new FormatException($"one of its entries has the unknown type '{reader.GetString()}'");
    }

    private static Timestamp ReadTime(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && Timestamp.TryParse(reader.ValueSpan, out var time)
            ? time
            : throw new FormatException("a time of one of its entries is not an RFC 3339 time");

    private static BlobId ReadId(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && BlobId.TryParse(reader.ValueSpan, out var id)
            ? id
            : throw new FormatException("an id in one of its entries is not 64 hexadecimal digits");

    private static List<BlobId> ReadContent(ref Utf8JsonReader reader)
    {
        ExpectArray(ref reader);
        var content = new List<BlobId>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            content.Add(ReadId(ref reader));
        }

        return content;
    }

    private static List<Xattr> ReadAttributes(ref Utf8JsonReader reader)
    {
        ExpectArray(ref reader);
        var attributes = new List<Xattr>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var name = "";
            byte[] value = [];
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isName, isValue) = (reader.ValueTextEquals("name"u8), reader.ValueTextEquals("value"u8));
                reader.Read();
                if (isName)
                {
                    name = reader.GetString() ?? "";
                }
                else if (isValue && reader.TokenType != JsonTokenType.Null)
                {
                    value = reader.GetBytesFromBase64();
                }
                else
                {
                    reader.Skip();
                }
            }

            attributes.Add(new Xattr(name, value));
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? attributes
            : throw new FormatException("the extended attributes of one of its entries are not objects");
    }

    private static byte[] ReadRaw(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray();
    }

    private static void ExpectArray(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new FormatException("a list in one of its entries is something else");
        }
    }
}
