using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>SQL as bytes, on its way to a file.</summary>
internal sealed class SqlBuffer
{
    // All but these stand in quotes as they are.
    private static readonly SearchValues<byte> Escaped = SearchValues.Create("\0\n\r\x1a'\\"u8);

    private byte[] _bytes = new byte[512 << 10];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Write(byte letter)
    {
        if (Length == _bytes.Length)
        {
            Reserve(1);
        }

        _bytes[Length++] = letter;
    }

    public void Write(string text)
    {
        var place = Reserve(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length));
        Length += System.Text.Encoding.UTF8.GetBytes(text, place);
    }

    public void Write(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out var count);
        Length += count;
    }

    public void Write(ulong value)
    {
        Utf8Formatter.TryFormat(value, Reserve(20), out var count);
        Length += count;
    }

    /// <summary>The shortest digits that give the same number again.</summary>
    public void Write(double value)
    {
        value.TryFormat(Reserve(32), out var count, "R", CultureInfo.InvariantCulture);
        Length += count;
    }

    /// <summary>A string literal, for a session whose backslashes escape.</summary>
    public void WriteQuoted(ReadOnlySpan<byte> text)
    {
        Write("'"u8);
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAny(Escaped);
            if (plain < 0)
            {
                Write(text);
                break;
            }

            var place = Reserve(plain + 2);
            text[..plain].CopyTo(place);
            place[plain] = (byte)'\\';
            place[plain + 1] = text[plain] switch
            {
                0 => (byte)'0',
                (byte)'\n' => (byte)'n',
                (byte)'\r' => (byte)'r',
                0x1a => (byte)'Z',
                var other => other,
            };
            Length += plain + 2;
            text = text[(plain + 1)..];
        }

        Write("'"u8);
    }

    /// <summary>A binary literal.</summary>
    public void WriteHex(ReadOnlySpan<byte> bytes)
    {
        Write("x'"u8);
        var place = Reserve(2 * bytes.Length);
        Convert.TryToHexString(bytes, place, out var count);
        Length += count;
        Write("'"u8);
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, (int)Math.Min(
                Array.MaxLength, Math.Max((long)Length + count, 2L * _bytes.Length)));
        }

        return _bytes.AsSpan(Length);
    }
}
