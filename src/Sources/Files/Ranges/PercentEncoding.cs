using System.Buffers;
using System.Globalization;
using System.Text;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Ranges;

/// <summary>Names as ASCII text that survives JSON, logs and URLs; other bytes are written %XX.</summary>
internal static class PercentEncoding
{
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+,=:"u8);

    public static void Encode(NodeName name, StringBuilder text)
    {
        foreach (var value in name.Span)
        {
            if (Plain.Contains(value))
            {
                text.Append((char)value);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
            }
        }
    }

    public static NodeName Decode(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes.Add(
                    char.IsAscii(text[i])
                        ? (byte)text[i]
                        : throw new FormatException($"'{text}' is not ASCII"));
            }
            else if (i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                throw new FormatException($"'{text}' has a % without two hexadecimal digits");
            }
        }

        return new NodeName(bytes.ToArray());
    }
}
