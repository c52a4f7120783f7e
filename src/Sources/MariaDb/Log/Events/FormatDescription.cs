using System.Text;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>The first event of a file: how the others are written.</summary>
internal sealed record FormatDescription(string ServerVersion, uint Created, bool HasChecksums)
{
    private const int KnownVersion = 4;
    private const byte Crc32Algorithm = 1;

    public static FormatDescription Parse(in LogEvent source)
    {
        var cursor = new ByteCursor(source.Body);
        if (cursor.UInt16() != KnownVersion)
        {
            throw new FormatException("the log has another version than 4");
        }

        var version = Encoding.UTF8.GetString(cursor.Bytes(50)).TrimEnd('\0');
        var created = cursor.UInt32();
        if (cursor.UInt8() != EventHeader.Length)
        {
            throw new FormatException("headers of events have another length than 19");
        }

        // The lengths of the fixed parts of each type; the last byte names the checksum's algorithm.
        var rest = cursor.Rest();
        return rest.Length < 2
            ? throw new FormatException("the format description is cut off")
            : new FormatDescription(version, created, rest[^1] == Crc32Algorithm);
    }
}
