using System.Buffers.Binary;
using System.IO.Hashing;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>Turns row events round: what they did is undone by the inverse, rows in reverse.</summary>
internal static class RowInverse
{
    private const int FlagsAt = EventHeader.Length + 6;

    /// <summary>The events that undo one statement's, the table maps first.</summary>
    /// <exception cref="FormatException">The rows cannot be read.</exception>
    public static IEnumerable<LogEvent> Of(LostPart.Rows part)
    {
        foreach (var map in part.Events.Where(each => each.Type == EventType.TableMap))
        {
            yield return map;
        }

        var rows = part.Events.Where(each => each.Type.IsRows()).Reverse().ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            var parsed = RowsEvent.Parse(rows[i]);
            var changes = LostRows.Read(rows[i].Type, parsed, part.Tables[parsed.TableId]);
            yield return Turn(rows[i], parsed, changes, isLast: i == rows.Count - 1);
        }
    }

    private static LogEvent Turn(LogEvent source, RowsEvent rows, List<LostChange> changes, bool isLast)
    {
        var bytes = source.Bytes.ToArray();
        bytes[4] = (byte)Opposite(source.Type);
        var flags = (ushort)((rows.Flags | RowsEvent.NoForeignKeyChecks) & ~RowsEvent.EndOfStatement
            | (isLast ? RowsEvent.EndOfStatement : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(FlagsAt), flags);
        var at = bytes.Length - LogEvent.ChecksumSize - rows.Rows.Length;
        foreach (var change in Enumerable.Reverse(changes))
        {
            foreach (var row in new[] { change.After, change.Before }.OfType<LostRow>())
            {
                row.Image.CopyTo(bytes.AsMemory(at));
                at += row.Image.Length;
            }
        }

        var sum = Crc32.HashToUInt32(bytes.AsSpan(0, bytes.Length - LogEvent.ChecksumSize));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - LogEvent.ChecksumSize), sum);
        return LogEvent.Read(bytes, "an inverse event");
    }

    private static EventType Opposite(EventType type) => type switch
    {
        EventType.WriteRows => EventType.DeleteRows,
        EventType.WriteRowsV1 => EventType.DeleteRowsV1,
        EventType.DeleteRows => EventType.WriteRows,
        EventType.DeleteRowsV1 => EventType.WriteRowsV1,
        _ => type,
    };
}
