using System.Text.Unicode;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Dumping;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>
/// Writes the string literals of a statement that are not UTF-8 as hexadecimal digits, with the same value.
/// Stock dumps hold such literals for BLOBs.
/// </summary>
internal static class BinaryLiterals
{
    /// <exception cref="MeshException"><c>mariadb-not-text</c>: bytes outside of literals are not
    /// UTF-8.</exception>
    public static ReadOnlySpan<byte> Replace(ReadOnlySpan<byte> statement)
    {
        var result = new SqlBuffer();
        while (!statement.IsEmpty)
        {
            var quote = statement.IndexOf((byte)'\'');
            var plain = quote < 0 ? statement : statement[..quote];
            if (!Utf8.IsValid(plain))
            {
                throw new MeshException("mariadb-not-text", "a statement", "it has bytes that are not UTF-8 outside of strings",
                    "convert the file to UTF-8, or load it with the stock client");
            }

            result.Write(plain);
            statement = statement[plain.Length..];
            if (quote >= 0)
            {
                statement = statement[Literal(statement, result)..];
            }
        }

        return result.Written.Span;
    }

    private static int Literal(ReadOnlySpan<byte> statement, SqlBuffer result)
    {
        var value = new List<byte>();
        var i = 1;
        for (; i < statement.Length; i++)
        {
            if (statement[i] == '\\' && i + 1 < statement.Length)
            {
                value.Add(Unescape(statement[++i]));
            }
            else if (statement[i] != '\'')
            {
                value.Add(statement[i]);
            }
            else if (i + 1 < statement.Length && statement[i + 1] == '\'')
            {
                value.Add(statement[i++]);
            }
            else
            {
                break;
            }
        }

        var end = Math.Min(i + 1, statement.Length);
        if (Utf8.IsValid(statement[..end]))
        {
            result.Write(statement[..end]);
        }
        else
        {
            result.WriteHex(value.ToArray());
        }

        return end;
    }

    private static byte Unescape(byte letter) => letter switch
    {
        (byte)'0' => 0,
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'b' => (byte)'\b',
        (byte)'Z' => 0x1a,
        _ => letter,
    };
}
