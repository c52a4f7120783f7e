using System.Text;

namespace Mesh.Sources.MariaDb.Log.Advancing.Statements;

/// <summary>Statements come in their client's character set.</summary>
internal static class StatementText
{
    private const ushort Latin1 = 8;
    private const ushort Binary = 63;

    // What the server calls latin1 is the code page of Windows.
    private const string Windows1252 =
        "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
        + "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    // By the numbers of collations; none of the others can be told from them by a number alone.
    private static readonly (ushort First, ushort Last)[] Utf8 =
        [(33, 33), (83, 83), (192, 223), (45, 46), (224, 247), (576, 579), (608, 611),
        (1057, 1057), (1107, 1107), (1069, 1070), (1216, 1247), (1248, 1271), (2048, 4095)];

    /// <summary>The text; null when the bytes could mean something else.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, ushort? collation)
    {
        // All character sets that clients can have contain ASCII.
        if (Ascii.IsValid(bytes))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        if (collation == Latin1)
        {
            return string.Concat(Encoding.Latin1.GetString(bytes).Select(
                letter => letter is >= '\u0080' and <= '\u009f' ? Windows1252[letter - '\u0080'] : letter));
        }

        var isUtf8 = collation == Binary
            || (collation is { } id && Utf8.Any(range => id >= range.First && id <= range.Last));
        return isUtf8 && System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }
}
