using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Unicode;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Protocol;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>Turns the values of a row into a tuple of literals and into its hash, at once.</summary>
/// <param name="columns">In the order of the query.</param>
/// <param name="hasher">Takes the values.</param>
internal sealed class RowFormatter(IReadOnlyList<TableColumn> columns, RowHasher hasher)
{
    private readonly CellKind[] _kinds = [.. columns.Select(column => column.Kind)];

    /// <summary>Adds a row's literals in parentheses; without <paramref name="sql"/> only hashes.</summary>
    /// <exception cref="FormatException">A value is not of its column's kind, or missing.</exception>
    public UInt128 Add(ReadOnlySpan<byte> row, SqlBuffer? sql)
    {
        var cells = new ByteCursor(row);
        for (var i = 0; i < _kinds.Length; i++)
        {
            sql?.Write(i == 0 ? (byte)'(' : (byte)',');
            if (RowStream.TryCell(ref cells, out var cell))
            {
                AddCell(_kinds[i], cell, sql);
            }
            else
            {
                hasher.AddNull();
                sql?.Write("NULL"u8);
            }
        }

        sql?.Write((byte)')');
        return hasher.Hash();
    }

    /// <summary>The values of a row without NULLs as literals that compare as the columns do.</summary>
    /// <exception cref="FormatException">As for <see cref="Add"/>.</exception>
    public IReadOnlyList<string> Literals(ReadOnlySpan<byte> row)
    {
        var cells = new ByteCursor(row);
        var literals = new string[_kinds.Length];
        var sql = new SqlBuffer();
        for (var i = 0; i < literals.Length; i++)
        {
            if (!RowStream.TryCell(ref cells, out var cell))
            {
                throw new FormatException("a part of a primary key is NULL");
            }

            if (_kinds[i] == CellKind.Text)
            {
                // A plain binary literal would make the comparison one of bytes.
                literals[i] = $"_{columns[i].CharacterSet} x'{Convert.ToHexString(cell)}'";
                continue;
            }

            sql.Clear();
            AddCell(_kinds[i], cell, sql);
            literals[i] = Encoding.UTF8.GetString(sql.Written.Span);
        }

        hasher.Hash();
        return literals;
    }

    /// <summary>Adds the literal of one value.</summary>
    /// <param name="column">The column's number.</param>
    /// <param name="value">As the server's answer to a query has it.</param>
    /// <param name="sql">Takes the literal.</param>
    /// <exception cref="FormatException">As for <see cref="Add"/>.</exception>
    public void AddLiteral(int column, ReadOnlySpan<byte> value, SqlBuffer sql)
    {
        AddCell(_kinds[column], value, sql);
        hasher.Hash();
    }

    private void AddCell(CellKind kind, ReadOnlySpan<byte> cell, SqlBuffer? sql)
    {
        switch (kind)
        {
            case CellKind.Signed:
                var signed = Signed(cell);
                hasher.AddSigned(signed);
                sql?.Write(signed);
                break;
            case CellKind.Unsigned:
                var unsigned = Unsigned(cell);
                hasher.AddUnsigned(unsigned);
                sql?.Write(unsigned);
                break;
            case CellKind.Single:
                var wide = Floating(cell);
                hasher.AddSingle((float)wide);
                sql?.Write(wide);
                break;
            case CellKind.Double:
                var number = Floating(cell);
                hasher.AddDouble(number);
                sql?.Write(number);
                break;
            case CellKind.Text:
                AddText(cell, sql);
                break;
            default:
                AddBytes(kind, cell, sql);
                break;
        }
    }

    private static long Signed(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long value, out var length) && length == text.Length
            ? value
            : throw Unlike("an integer");

    private static ulong Unsigned(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out ulong value, out var length) && length == text.Length
            ? value
            : throw Unlike("an unsigned integer");

    private static double Floating(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out double value, out var length) && length == text.Length
            ? value
            : throw Unlike("a floating-point number");

    private static FormatException Unlike(string what) => new($"a value is not {what}");

    // What is valid UTF-8 reads the same for every client; anything else goes as digits.
    private void AddText(ReadOnlySpan<byte> text, SqlBuffer? sql)
    {
        hasher.AddBytes(text);
        if (sql is null)
        {
            return;
        }

        if (Utf8.IsValid(text) && !text.Contains((byte)0))
        {
            sql.WriteQuoted(text);
        }
        else
        {
            sql.WriteHex(text);
        }
    }

    private void AddBytes(CellKind kind, ReadOnlySpan<byte> bytes, SqlBuffer? sql)
    {
        switch (kind)
        {
            case CellKind.Digits:
                hasher.AddBytes(bytes);
                sql?.Write(bytes);
                break;
            case CellKind.Time:
                hasher.AddBytes(bytes);
                sql?.WriteQuoted(bytes);
                break;
            case CellKind.Network:
                hasher.AddBytes(IPAddress.Parse(Encoding.ASCII.GetString(bytes)).GetAddressBytes());
                WriteAscii(bytes, sql);
                break;
            case CellKind.Uuid:
                hasher.AddBytes(Guid.Parse(bytes, CultureInfo.InvariantCulture).ToByteArray(bigEndian: true));
                WriteAscii(bytes, sql);
                break;
            default:
                hasher.AddBytes(bytes);
                sql?.WriteHex(bytes);
                break;
        }
    }

    // A plain literal is binary there, and these types take it for their stored bytes.
    private static void WriteAscii(ReadOnlySpan<byte> text, SqlBuffer? sql)
    {
        sql?.Write("_ascii"u8);
        sql?.WriteQuoted(text);
    }
}
