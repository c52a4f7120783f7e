namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>
/// DECIMAL: nine digits in each four bytes, big-endian, the digits that are left over before the first and
/// behind the last group in as few bytes as they need; the first bit is flipped, and of negative numbers all
/// bits (MariaDB, <c>decimal2bin</c>).
/// </summary>
internal static class DecimalCell
{
    private const int Group = 9;

    private static readonly int[] BytesOf = [0, 1, 1, 2, 2, 3, 3, 4, 4, 4];
    private static readonly ulong[] Above =
        [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>The bytes of a value with so many digits.</summary>
    /// <exception cref="FormatException">No column has such digits.</exception>
    public static int SizeOf(int digits, int behind) => digits is >= 1 and <= 65 && behind <= digits
        ? Side(digits - behind) + Side(behind)
        : throw new FormatException("a DECIMAL has digits that none can have");

    /// <summary>As the server prints it.</summary>
    public static void Write(ref DigitWriter text, in LoggedCell cell, ReadOnlySpan<byte> bytes)
    {
        Span<byte> value = stackalloc byte[40];
        value = value[..bytes.Length];
        bytes.CopyTo(value);
        var isNegative = (value[0] & 0x80) == 0;
        value[0] ^= 0x80;
        if (isNegative)
        {
            foreach (ref var each in value)
            {
                each = (byte)~each;
            }
        }

        if (isNegative && value.ContainsAnyExcept((byte)0))
        {
            text.Mark('-');
        }

        var before = cell.Length - cell.Digits;
        var used = Before(ref text, value, before, cell.Layout == CellLayout.FilledDecimal);
        if (cell.Digits > 0)
        {
            text.Mark('.');
            Behind(ref text, value[used..], cell.Digits);
        }
    }

    private static int Before(
        ref DigitWriter text, scoped ReadOnlySpan<byte> value, int digits, bool isFilled)
    {
        var at = 0;
        var begun = isFilled && digits > 0;
        for (var left = digits; left > 0;)
        {
            var count = left % Group == 0 ? Group : left % Group;
            var number = Digits(value, ref at, count);
            if (begun || number > 0)
            {
                text.Number(number, begun ? count : 0);
                begun = true;
            }

            left -= count;
        }

        if (!begun)
        {
            text.Mark('0');
        }

        return at;
    }

    private static void Behind(ref DigitWriter text, scoped ReadOnlySpan<byte> value, int digits)
    {
        var at = 0;
        for (var left = digits; left > 0;)
        {
            var count = Math.Min(Group, left);
            text.Number(Digits(value, ref at, count), count);
            left -= count;
        }
    }

    private static ulong Digits(scoped ReadOnlySpan<byte> value, ref int at, int count)
    {
        var number = CellValue.BigEndian(value.Slice(at, BytesOf[count]));
        at += BytesOf[count];
        return number < Above[count]
            ? number
            : throw new FormatException("a DECIMAL has digits above nine");
    }

    private static int Side(int digits) => (digits / Group * BytesOf[Group]) + BytesOf[digits % Group];
}
