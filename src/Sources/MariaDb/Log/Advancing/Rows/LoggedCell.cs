using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>Reads one column of the log's rows.</summary>
/// <param name="Name">The column.</param>
/// <param name="IsHashed">False for generated columns, which are passed over.</param>
/// <param name="Layout">How its values lie.</param>
/// <param name="Size">Bytes of a value; where values have a length, bytes of the length.</param>
/// <param name="Length">Decimal digits in all, or bytes with padding; otherwise 0.</param>
/// <param name="Digits">Decimal digits behind the point, or of parts of a second.</param>
internal readonly record struct LoggedCell(
    string Name, bool IsHashed, CellLayout Layout, int Size, int Length = 0, int Digits = 0)
{
    /// <summary>The bytes of the next value.</summary>
    /// <exception cref="FormatException">They end too early.</exception>
    public ReadOnlySpan<byte> Take(ref ByteCursor cursor) => Layout switch
    {
        CellLayout.Bytes or CellLayout.Padded or CellLayout.Compressed =>
            cursor.Bytes((long)cursor.UInt(Size)),
        _ => cursor.Bytes(Size),
    };
}
