using System.Text;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>The session's settings in a query event; those that are null were the server's
/// defaults.</summary>
internal sealed record QueryStatus
{
    public uint? Flags { get; private set; }

    public ulong? SqlMode { get; private set; }

    public (ushort Increment, ushort Offset)? AutoIncrement { get; private set; }

    /// <summary>Ids of the client's character set, the connection's and the server's collation.</summary>
    public (ushort Client, ushort Connection, ushort Server)? Collations { get; private set; }

    public string? TimeZone { get; private set; }

    public ushort? LocaleOfTimes { get; private set; }

    public ushort? DatabaseCollation { get; private set; }

    /// <summary>Beside the event's seconds.</summary>
    public uint Microseconds { get; private set; }

    /// <exception cref="FormatException">A part is not known, so that those behind it cannot be found.
    /// </exception>
    public static QueryStatus Parse(ReadOnlySpan<byte> bytes)
    {
        var status = new QueryStatus();
        var cursor = new ByteCursor(bytes);
        while (!cursor.AtEnd)
        {
            status.Take(ref cursor);
        }

        return status;
    }

    private void Take(ref ByteCursor cursor)
    {
        switch (cursor.UInt8())
        {
            case 0:
                Flags = cursor.UInt32();
                break;
            case 1:
                SqlMode = cursor.UInt64();
                break;
            case 2: // catalog with a zero behind
                cursor.Skip(cursor.UInt8() + 1);
                break;
            case 3:
                AutoIncrement = (cursor.UInt16(), cursor.UInt16());
                break;
            case 4:
                Collations = (cursor.UInt16(), cursor.UInt16(), cursor.UInt16());
                break;
            case 5:
                TimeZone = Encoding.ASCII.GetString(cursor.Bytes(cursor.UInt8()));
                break;
            case 6: // catalog
                cursor.Skip(cursor.UInt8());
                break;
            case 7:
                LocaleOfTimes = cursor.UInt16();
                break;
            case 8:
                DatabaseCollation = cursor.UInt16();
                break;
            case 9: // tables of a multi-table update
                cursor.Skip(8);
                break;
            case 10: // size of the original event
                cursor.Skip(4);
                break;
            case 11: // who called a routine: user, host
                cursor.Skip(cursor.UInt8());
                cursor.Skip(cursor.UInt8());
                break;
            case 128:
                Microseconds = (uint)cursor.UInt(3);
                break;
            case 129: // number of a DDL in its log
                cursor.Skip(8);
                break;
            case 130: // two-phase ALTER: flags and, for some, a number
                cursor.Skip((cursor.UInt8() & 0x0C) != 0 ? 8 : 0);
                break;
            default:
                throw new FormatException("a statement has a setting that is not known");
        }
    }
}
