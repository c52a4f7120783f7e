using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Mesh.Vault.Trees;

/// <summary>
/// JSON as Go's encoder writes it. Ids of trees are hashes of these bytes, so the escapes must be Go's to the
/// letter; no JSON library here writes them.
/// </summary>
internal static class GoJson
{
    /// <summary>A JSON string of text that is meant to be UTF-8; each byte that is not becomes
    /// <c>\ufffd</c>.</summary>
    public static void WriteString(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        output.Write("\""u8);
        WriteEscaped(output, text);
        output.Write("\""u8);
    }

    public static void WriteString(IBufferWriter<byte> output, string text) =>
        WriteString(output, Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// A JSON string that holds the body of Go's quoted form of a name, which is plain text for any bytes.
    /// </summary>
    public static void WriteQuotedName(IBufferWriter<byte> output, ReadOnlySpan<byte> name)
    {
        output.Write("\""u8);
        if (name.ContainsAnyExceptInRange((byte)' ', (byte)'~') || name.ContainsAny("\"\\<>&"u8))
        {
            var quoted = new ArrayBufferWriter<byte>(name.Length * 4);
            GoQuote.WriteBody(quoted, name);
            WriteEscaped(output, quoted.WrittenSpan);
        }
        else
        {
            output.Write(name);
        }

        output.Write("\""u8);
    }

    public static void WriteNumber(IBufferWriter<byte> output, ulong value)
    {
        var span = output.GetSpan(20);
        Utf8Formatter.TryFormat(value, span, out var written);
        output.Advance(written);
    }

    public static void WriteTime(IBufferWriter<byte> output, Timestamp time)
    {
        var span = output.GetSpan(40);
        span[0] = (byte)'"';
        var length = time.Format(span[1..]);
        span[length + 1] = (byte)'"';
        output.Advance(length + 2);
    }

    public static void WriteId(IBufferWriter<byte> output, BlobId id)
    {
        var span = output.GetSpan(BlobId.Size * 2 + 2);
        span[0] = (byte)'"';
        id.CopyHexTo(span[1..]);
        span[BlobId.Size * 2 + 1] = (byte)'"';
        output.Advance(BlobId.Size * 2 + 2);
    }

    public static void WriteBase64(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        output.Write("\""u8);
        var span = output.GetSpan(Base64.GetMaxEncodedToUtf8Length(value.Length));
        Base64.EncodeToUtf8(value, span, out _, out var written);
        output.Advance(written);
        output.Write("\""u8);
    }

    private static void WriteEscaped(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var plain = PlainLength(text);
            if (plain > 0)
            {
                output.Write(text[..plain]);
                text = text[plain..];
                continue;
            }

            if (text[0] < 0x80)
            {
                WriteAsciiEscape(output, text[0]);
                text = text[1..];
                continue;
            }

            var valid = Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done;
            if (!valid)
            {
                output.Write("\\ufffd"u8);
                length = 1;
            }
            else if (rune.Value is 0x2028 or 0x2029)
            {
                output.Write(rune.Value == 0x2028 ? "\\u2028"u8 : "\\u2029"u8);
            }
            else
            {
                output.Write(text[..length]);
            }

            text = text[length..];
        }
    }

    private static int PlainLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && text[length] is >= 0x20 and < 0x80
            and not (byte)'"' and not (byte)'\\' and not (byte)'<' and not (byte)'>' and not (byte)'&')
        {
            length++;
        }

        return length;
    }

    private static void WriteAsciiEscape(IBufferWriter<byte> output, byte value)
    {
        switch (value)
        {
            case (byte)'"': output.Write("\\\""u8); break;
            case (byte)'\\': output.Write("\\\\"u8); break;
            case (byte)'\n': output.Write("\\n"u8); break;
            case (byte)'\r': output.Write("\\r"u8); break;
            case (byte)'\t': output.Write("\\t"u8); break;
            default:
                output.Write(
                    Encoding.ASCII.GetBytes("\\u" + value.ToString("x4", CultureInfo.InvariantCulture)));
                break;
        }
    }
}
