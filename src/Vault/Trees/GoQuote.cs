using System.Buffers;
using System.Globalization;
using System.Text;

namespace Mesh.Vault.Trees;

/// <summary>
/// The body of Go's double-quoted string literal: how names are written before they become JSON, so that any
/// bytes survive.
/// </summary>
internal static class GoQuote
{
    private const string Short = "abfnrtv";
    private static ReadOnlySpan<byte> ShortValues => [7, 8, 12, 10, 13, 9, 11];

    public static void WriteBody(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) != OperationStatus.Done)
            {
                WriteHex(output, 'x', bytes[0], 2);
                bytes = bytes[1..];
                continue;
            }

            WriteRune(output, rune, bytes[..length]);
            bytes = bytes[length..];
        }
    }

    /// <summary>The bytes that were quoted.</summary>
    /// <returns>False when <paramref name="body"/> is not the body of a literal.</returns>
    public static bool TryUnquote(ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        while (!body.IsEmpty)
        {
            var plain = body.IndexOfAny((byte)'\\', (byte)'"', (byte)'\n');
            if (plain < 0)
            {
                output.Write(body);
                return true;
            }

            output.Write(body[..plain]);
            body = body[plain..];
            if (body[0] != '\\' || body.Length < 2 || !TryEscape(ref body, output))
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteRune(IBufferWriter<byte> output, Rune rune, ReadOnlySpan<byte> encoded)
    {
        if (rune.Value is '"' or '\\')
        {
            output.Write("\\"u8);
            output.Write(encoded);
        }
        else if (IsPrintable(rune))
        {
            output.Write(encoded);
        }
        else if (rune.Value < 0x80 && ShortValues.IndexOf((byte)rune.Value) is >= 0 and var index)
        {
            output.Write([(byte)'\\', (byte)Short[index]]);
        }
        else if (rune.Value is < ' ' or 0x7f)
        {
            WriteHex(output, 'x', (uint)rune.Value, 2);
        }
        else if (rune.Value < 0x10000)
        {
            WriteHex(output, 'u', (uint)rune.Value, 4);
        }
        else
        {
            WriteHex(output, 'U', (uint)rune.Value, 8);
        }
    }

    // Go's rule: letters, marks, numbers, punctuation, symbols and the ASCII space.
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static void WriteHex(IBufferWriter<byte> output, char kind, uint value, int digits)
    {
        var span = output.GetSpan(digits + 2);
        span[0] = (byte)'\\';
        span[1] = (byte)kind;
        for (var i = digits; i > 0; i--)
        {
            span[i + 1] = (byte)"0123456789abcdef"[(int)(value & 15)];
            value >>= 4;
        }

        output.Advance(digits + 2);
    }

    private static bool TryEscape(ref ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        var kind = body[1];
        var index = Short.IndexOf((char)kind, StringComparison.Ordinal);
        if (index >= 0 || kind is (byte)'\\' or (byte)'"')
        {
            output.Write([index >= 0 ? ShortValues[index] : kind]);
            body = body[2..];
            return true;
        }

        return kind switch
        {
            (byte)'x' => TryNumber(ref body, output, skip: 2, digits: 2, numberBase: 16, isByte: true),
            (byte)'u' => TryNumber(ref body, output, skip: 2, digits: 4, numberBase: 16, isByte: false),
            (byte)'U' => TryNumber(ref body, output, skip: 2, digits: 8, numberBase: 16, isByte: false),
            >= (byte)'0' and <= (byte)'7' =>
                TryNumber(ref body, output, skip: 1, digits: 3, numberBase: 8, isByte: true),
            _ => false,
        };
    }

    // -1, which is above every base, for what is no digit.
    private static int HexDigit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };

    private static bool TryNumber(
        ref ReadOnlySpan<byte> body,
        IBufferWriter<byte> output,
        int skip,
        int digits,
        uint numberBase,
        bool isByte)
    {
        if (body.Length < skip + digits)
        {
            return false;
        }

        uint value = 0;
        foreach (var c in body.Slice(skip, digits))
        {
            var digit = (uint)HexDigit(c);
            if (digit >= numberBase || value > uint.MaxValue / numberBase)
            {
                return false;
            }

            value = value * numberBase + digit;
        }

        body = body[(skip + digits)..];
        if (isByte)
        {
            output.Write([(byte)value]);
            return value <= 255;
        }

        if (!Rune.TryCreate(value, out var rune))
        {
            return false;
        }

        output.Advance(rune.EncodeToUtf8(output.GetSpan(4)));
        return true;
    }
}
