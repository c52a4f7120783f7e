using System.Globalization;

namespace Mesh.Sources.MariaDb.Fingerprints;

/// <summary>
/// What a table holds, whatever the order of its rows: their number, and the sum modulo 2^128 of each row's
/// keyed hash. Rows can be added and taken away, so that a log of changes carries it forward.
/// </summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Sum">The sum of <see cref="RowHasher.Hash"/> over them.</param>
public readonly record struct TableFingerprint(long Rows, UInt128 Sum)
{
    /// <summary>Both tables' rows together.</summary>
    public static TableFingerprint operator +(TableFingerprint left, TableFingerprint right) =>
        new(left.Rows + right.Rows, unchecked(left.Sum + right.Sum));

    /// <summary>The left table's rows without the right's.</summary>
    public static TableFingerprint operator -(TableFingerprint left, TableFingerprint right) =>
        new(left.Rows - right.Rows, unchecked(left.Sum - right.Sum));

    /// <inheritdoc cref="op_Addition"/>
    public static TableFingerprint Add(TableFingerprint left, TableFingerprint right) => left + right;

    /// <inheritdoc cref="op_Subtraction"/>
    public static TableFingerprint Subtract(TableFingerprint left, TableFingerprint right) => left - right;

    /// <summary>The sum as 32 hexadecimal digits.</summary>
    public string SumText => Sum.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>With one more row.</summary>
    public TableFingerprint With(UInt128 rowHash) => new(Rows + 1, unchecked(Sum + rowHash));
}
