using System.Buffers.Binary;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>Cuts the bytes of a log into events, each checked.</summary>
internal static class EventReader
{
    /// <summary>What a file begins with.</summary>
    public static ReadOnlySpan<byte> Magic => [0xFE, (byte)'b', (byte)'i', (byte)'n'];

    /// <summary>The events of a range that begins and ends between two of them; a file's magic bytes, which
    /// may stand at its start, are passed over.</summary>
    /// <exception cref="DamagedLogException">An event is cut off or has a wrong checksum.</exception>
    public static IEnumerable<LogEvent> Read(ReadOnlyMemory<byte> range, string subject)
    {
        var position = range.Span.StartsWith(Magic) ? Magic.Length : 0;
        while (position < range.Length)
        {
            var rest = range[position..];
            var size = rest.Length < EventHeader.Length
                ? 0
                : BinaryPrimitives.ReadUInt32LittleEndian(rest.Span[9..]);
            if (size < EventHeader.Length || size > rest.Length)
            {
                throw new DamagedLogException(subject, $"the event at byte {position} is cut off");
            }

            yield return LogEvent.Read(rest[..(int)size], subject);
            position += (int)size;
        }
    }
}
