using System.Text;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>Gives a table a number for the row events behind it, and describes its columns.</summary>
internal sealed record TableMapEvent(
    ulong TableId, string Database, string Table, IReadOnlyList<byte> ColumnTypes)
{
    /// <summary>By column: what its type needs to be read.</summary>
    public required ReadOnlyMemory<byte> ColumnMetadata { get; init; }

    /// <summary>Names of the columns; empty unless the server logs full metadata.</summary>
    public required IReadOnlyList<string> ColumnNames { get; init; }

    /// <summary>Indexes of the primary key's columns; empty where there is none or it is not
    /// logged.</summary>
    public required IReadOnlyList<int> PrimaryKey { get; init; }

    /// <summary>All optional parts by their type, as they are written.</summary>
    public required IReadOnlyDictionary<byte, ReadOnlyMemory<byte>> Optional { get; init; }

    private const byte ColumnNamePart = 4;
    private const byte PrimaryKeyPart = 8;
    private const byte PrefixedPrimaryKeyPart = 9;

    public static TableMapEvent Parse(in LogEvent source)
    {
        var cursor = new ByteCursor(source.Body);
        var id = cursor.UInt(6);
        cursor.Skip(2);
        var database = Name(ref cursor);
        var table = Name(ref cursor);
        var count = cursor.PackedCount();
        byte[] types = [.. cursor.Bytes(count)];
        byte[] metadata = [.. cursor.PackedBytes()];
        cursor.Skip((count + 7) / 8); // which may be null
        var optional = new Dictionary<byte, ReadOnlyMemory<byte>>();
        while (!cursor.AtEnd)
        {
            optional[cursor.UInt8()] = cursor.PackedBytes().ToArray();
        }

        return new TableMapEvent(id, database, table, types)
        {
            ColumnMetadata = metadata,
            Optional = optional,
            ColumnNames = optional.TryGetValue(ColumnNamePart, out var names) ? Names(names.Span) : [],
            PrimaryKey = Key(optional, count),
        };
    }

    private static string Name(ref ByteCursor cursor)
    {
        var name = Encoding.UTF8.GetString(cursor.Bytes(cursor.UInt8()));
        cursor.Skip(1);
        return name;
    }

    private static List<string> Names(ReadOnlySpan<byte> part)
    {
        var cursor = new ByteCursor(part);
        var names = new List<string>();
        while (!cursor.AtEnd)
        {
            names.Add(Encoding.UTF8.GetString(cursor.PackedBytes()));
        }

        return names;
    }

    private static List<int> Key(Dictionary<byte, ReadOnlyMemory<byte>> optional, int columns)
    {
        var prefixed = optional.TryGetValue(PrefixedPrimaryKeyPart, out var part);
        if (!prefixed && !optional.TryGetValue(PrimaryKeyPart, out part))
        {
            return [];
        }

        var cursor = new ByteCursor(part.Span);
        var key = new List<int>();
        while (!cursor.AtEnd)
        {
            var column = cursor.PackedCount();
            key.Add(column < columns ? column : throw new FormatException("a key has a column too many"));
            _ = prefixed ? cursor.PackedNumber() : 0;
        }

        return key;
    }
}
