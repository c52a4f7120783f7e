using System.Buffers.Binary;
using System.IO.Hashing;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>One event whose length and checksum have been checked.</summary>
internal readonly struct LogEvent
{
    public const int ChecksumSize = 4;

    private LogEvent(EventHeader header, ReadOnlyMemory<byte> bytes)
    {
        Header = header;
        Bytes = bytes;
    }

    public EventHeader Header { get; }

    /// <summary>All of it, as it lies in the file.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public EventType Type => Header.Type;

    /// <summary>What is between header and checksum.</summary>
    public ReadOnlySpan<byte> Body => Bytes.Span[EventHeader.Length..^ChecksumSize];

    /// <summary>
    /// Takes exactly one event. Every event must carry a CRC-32: logs written with
    /// <c>binlog_checksum=NONE</c> are refused, since damage in them could not be told.
    /// </summary>
    /// <exception cref="DamagedLogException">Its length or its checksum is wrong.</exception>
    public static LogEvent Read(ReadOnlyMemory<byte> bytes, string subject)
    {
        if (bytes.Length < EventHeader.Length + ChecksumSize)
        {
            throw new DamagedLogException(subject, "an event is cut off");
        }

        var header = EventHeader.Parse(bytes.Span);
        if (header.Size != bytes.Length)
        {
            throw new DamagedLogException(subject,
                $"an event of {header.Size} bytes has {bytes.Length}");
        }

        var stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[^ChecksumSize..]);
        if (Checksum(bytes.Span[..^ChecksumSize], header) != stored)
        {
            throw new DamagedLogException(subject,
                $"the checksum of an event of type {(int)header.Type} is wrong, or it has none"
                + " (binlog_checksum must be CRC32)");
        }

        return new LogEvent(header, bytes);
    }

    // The server sums a format description up as if the file were closed.
    private static uint Checksum(ReadOnlySpan<byte> content, EventHeader header)
    {
        if (header.Type != EventType.FormatDescription || (header.Flags & EventHeader.InUse) == 0)
        {
            return Crc32.HashToUInt32(content);
        }

        var sum = new Crc32();
        Span<byte> start = stackalloc byte[EventHeader.Length];
        content[..EventHeader.Length].CopyTo(start);
        start[EventHeader.FlagsOffset] &= unchecked((byte)~EventHeader.InUse);
        sum.Append(start);
        sum.Append(content[EventHeader.Length..]);
        return sum.GetCurrentHashAsUInt32();
    }
}
