using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>The 19 bytes before every event.</summary>
/// <param name="Timestamp">Seconds since 1970; of a statement its start, of a GTID event the commit.</param>
/// <param name="Type">What it is.</param>
/// <param name="ServerId">Where it was first written.</param>
/// <param name="Size">Bytes in all, checksum included.</param>
/// <param name="EndPosition">Where the event ends in its file, in its low 32 bits; 0 in events that are in no
/// file.</param>
/// <param name="Flags">Bits.</param>
internal readonly record struct EventHeader(
    uint Timestamp, EventType Type, uint ServerId, uint Size, uint EndPosition, ushort Flags)
{
    public const int Length = 19;

    public const int FlagsOffset = 17;

    /// <summary>In a format description: the server still writes this file.</summary>
    public const ushort InUse = 0x1;

    /// <summary>Made for this connection, and in no file.</summary>
    public const ushort Artificial = 0x20;

    public static EventHeader Parse(ReadOnlySpan<byte> bytes)
    {
        var cursor = new ByteCursor(bytes);
        var timestamp = cursor.UInt32();
        var type = (EventType)cursor.UInt8();
        return new EventHeader(
            timestamp, type, cursor.UInt32(), cursor.UInt32(), cursor.UInt32(), cursor.UInt16());
    }
}
