namespace Mesh.Sources.MariaDb.Log.Advancing.Rows;

/// <summary>Writes numbers as ASCII digits.</summary>
/// <exception cref="FormatException">There is no room: no value is that long.</exception>
internal ref struct DigitWriter(Span<byte> room)
{
    private readonly Span<byte> _room = room;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _room[.._length];

    public void Mark(char mark) => Reserve(1)[0] = (byte)mark;

    /// <summary>A number, with zeros before it up to the width.</summary>
    public void Number(ulong value, int width)
    {
        var digits = 1;
        for (var rest = value / 10; rest > 0; rest /= 10)
        {
            digits++;
        }

        var place = Reserve(Math.Max(digits, width));
        for (var i = place.Length - 1; i >= 0; i--)
        {
            place[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    /// <summary>A date with '-' between.</summary>
    public void Date(ulong year, ulong month, ulong day)
    {
        Number(year, 4);
        Mark('-');
        Number(month, 2);
        Mark('-');
        Number(day, 2);
    }

    /// <summary>A time of day, or a longer time, with ':' between.</summary>
    public void Time(ulong hour, ulong minute, ulong second)
    {
        Number(hour, 2);
        Mark(':');
        Number(minute, 2);
        Mark(':');
        Number(second, 2);
    }

    /// <summary>Parts of a second behind a point, with so many digits; without digits nothing.</summary>
    public void Fraction(ulong microseconds, int digits)
    {
        if (digits == 0)
        {
            return;
        }

        for (var i = digits; i < 6; i++)
        {
            microseconds /= 10;
        }

        Mark('.');
        Number(microseconds, digits);
    }

    private Span<byte> Reserve(int count)
    {
        if (count > _room.Length - _length)
        {
            throw new FormatException("a number is too long");
        }

        var place = _room.Slice(_length, count);
        _length += count;
        return place;
    }
}
