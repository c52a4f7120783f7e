using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>Reads the wire form of messages (RFC 1035, section 4).</summary>
/// <param name="message">All of it; names refer to earlier parts.</param>
internal sealed class DnsReader(byte[] message)
{
    private const int Pointer = 0xC0;
    private const int MostJumps = 64;

    public int Position { get; set; }

    public ushort Number16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint Number32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public long Number48() => ((long)Number16() << 32) | Number32();

    /// <exception cref="InvalidDataException">The message ends before.</exception>
    public byte[] Take(int count)
    {
        if (count > message.Length - Position)
        {
            throw new InvalidDataException("the message ends in the middle");
        }

        Position += count;
        return message[(Position - count)..Position];
    }

    /// <summary>Lower-case, without a final dot.</summary>
    /// <exception cref="InvalidDataException">It refers to itself, or to nowhere.</exception>
    public string Name()
    {
        var labels = new List<string>();
        var (after, jumps) = (-1, 0);
        while (true)
        {
            var length = Take(1)[0];
            if (length == 0)
            {
                break;
            }

            if ((length & Pointer) == Pointer)
            {
                var target = ((length & ~Pointer) << 8) | Take(1)[0];
                after = after < 0 ? Position : after;
                if (++jumps > MostJumps || target >= message.Length)
                {
                    throw new InvalidDataException("a name in it leads nowhere");
                }

                Position = target;
                continue;
            }

            labels.Add(Encoding.ASCII.GetString(Take(length)));
        }

        Position = after < 0 ? Position : after;
        return string.Join('.', labels).ToLowerInvariant();
    }

    /// <summary>The value of a record's data, which begins here; it ends behind it.</summary>
    public string Value(ushort type, int length)
    {
        var end = Position + length;
        var value = type switch
        {
            (ushort)DnsRecordType.A or (ushort)DnsRecordType.Aaaa when length is 4 or 16 =>
                new IPAddress(Take(length)).ToString(),
            (ushort)DnsRecordType.Cname => Name(),
            DnsNumbers.Text => Texts(end),
            _ => "",
        };
        Position = end;
        return value;
    }

    private string Texts(int end)
    {
        var text = new StringBuilder();
        while (Position < end)
        {
            text.Append(Encoding.ASCII.GetString(Take(Take(1)[0])));
        }

        return text.ToString();
    }
}
