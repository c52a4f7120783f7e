using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>Rows that were written, changed or deleted, still packed.</summary>
/// <param name="TableId">By the table map before it.</param>
/// <param name="Flags">Bits: <see cref="EndOfStatement"/> and checks that the session had switched
/// off.</param>
/// <param name="ColumnCount">Of the table.</param>
/// <param name="Before">Which columns are in the image before the change, or in the only one: a bit
/// each.</param>
/// <param name="After">The same after an update; empty otherwise.</param>
/// <param name="Rows">The images, one after the other.</param>
internal sealed record RowsEvent(
    ulong TableId,
    ushort Flags,
    int ColumnCount,
    ReadOnlyMemory<byte> Before,
    ReadOnlyMemory<byte> After,
    ReadOnlyMemory<byte> Rows)
{
    /// <summary>The table numbers given so far end here.</summary>
    public const ushort EndOfStatement = 1;

    /// <summary>The session did not check foreign keys, and so nothing cascaded.</summary>
    public const ushort NoForeignKeyChecks = 2;

    public static RowsEvent Parse(in LogEvent source)
    {
        var cursor = new ByteCursor(source.Body);
        var id = cursor.UInt(6);
        var flags = cursor.UInt16();
        if (source.Type >= EventType.WriteRows)
        {
            cursor.Skip(Math.Max(0, cursor.UInt16() - 2)); // extra data counts its own length
        }

        var columns = cursor.PackedCount();
        byte[] before = [.. cursor.Bytes((columns + 7L) / 8)];
        byte[] after = [.. source.Type.IsUpdate() ? cursor.Bytes((columns + 7L) / 8) : []];
        return new RowsEvent(id, flags, columns, before, after, cursor.Rest().ToArray());
    }
}
