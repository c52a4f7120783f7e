using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Unicode;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Schema;
using MySqlConnector;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>Turns the values of a row into a tuple of literals and into its hash, at once.</summary>
/// <param name="columns">In the order of the query.</param>
/// <param name="hasher">Takes the values.</param>
internal sealed class RowFormatter(IReadOnlyList<TableColumn> columns, RowHasher hasher)
{
    private readonly TableColumn[] _columns = [.. columns];
    private byte[] _bytes = new byte[8_192];

    /// <summary>Adds a row's literals in parentheses; without <paramref name="sql"/> only hashes.</summary>
    public UInt128 Add(MySqlDataReader reader, SqlBuffer? sql)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            sql?.Write(i == 0 ? "("u8 : ","u8);
            if (reader.IsDBNull(i))
            {
                hasher.AddNull();
                sql?.Write("NULL"u8);
            }
            else
            {
                AddCell(reader, i, sql);
            }
        }

        sql?.Write(")"u8);
        return hasher.Hash();
    }

    /// <summary>The values of a row as literals that compare as the columns do.</summary>
    public IReadOnlyList<string> Literals(MySqlDataReader reader)
    {
        var literals = new string[_columns.Length];
        var sql = new SqlBuffer();
        for (var i = 0; i < literals.Length; i++)
        {
            if (_columns[i].Kind == CellKind.Text)
            {
                // A plain binary literal would make the comparison one of bytes.
                var digits = Convert.ToHexString((byte[])reader.GetValue(i));
                literals[i] = $"_{_columns[i].CharacterSet} x'{digits}'";
                continue;
            }

            sql.Clear();
            AddCell(reader, i, sql);
            literals[i] = Encoding.UTF8.GetString(sql.Written.Span);
        }

        hasher.Hash();
        return literals;
    }

    private void AddCell(MySqlDataReader reader, int i, SqlBuffer? sql)
    {
        switch (_columns[i].Kind)
        {
            case CellKind.Signed:
                var signed = reader.GetInt64(i);
                hasher.AddSigned(signed);
                sql?.Write(signed);
                break;
            case CellKind.Unsigned:
                var unsigned = reader.GetUInt64(i);
                hasher.AddUnsigned(unsigned);
                sql?.Write(unsigned);
                break;
            case CellKind.Single:
                var wide = reader.GetDouble(i);
                hasher.AddSingle((float)wide);
                sql?.Write(wide);
                break;
            case CellKind.Double:
                var number = reader.GetDouble(i);
                hasher.AddDouble(number);
                sql?.Write(number);
                break;
            case CellKind.Text:
                AddText((byte[])reader.GetValue(i), sql);
                break;
            default:
                AddBytes(_columns[i].Kind, Bytes(reader, i), sql);
                break;
        }
    }

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

    private ReadOnlySpan<byte> Bytes(MySqlDataReader reader, int i)
    {
        var length = reader.GetBytes(i, 0, _bytes, 0, _bytes.Length);
        if (length == _bytes.Length)
        {
            length = reader.GetBytes(i, 0, null, 0, 0);
            if (length > _bytes.Length)
            {
                _bytes = new byte[length];
            }

            reader.GetBytes(i, 0, _bytes, 0, (int)length);
        }

        return _bytes.AsSpan(0, (int)length);
    }
}
