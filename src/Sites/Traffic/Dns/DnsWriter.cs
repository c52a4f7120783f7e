using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>Writes the wire form of messages (RFC 1035, section 4), without compression.</summary>
internal sealed class DnsWriter
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    public byte[] ToArray() => bytes.WrittenSpan.ToArray();

    public DnsWriter Number16(int value)
    {
        Span<byte> number = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(number, checked((ushort)value));
        bytes.Write(number);
        return this;
    }

    public DnsWriter Number32(uint value)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, value);
        bytes.Write(number);
        return this;
    }

    /// <summary>The 48-bit seconds of TSIG.</summary>
    public DnsWriter Number48(long value) => Number16((int)(value >> 32)).Number32((uint)value);

    public DnsWriter Raw(ReadOnlySpan<byte> value)
    {
        bytes.Write(value);
        return this;
    }

    public DnsWriter Name(string name)
    {
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            Short(label);
        }

        bytes.Write<byte>([0]);
        return this;
    }

    /// <summary>A record with its data.</summary>
    public DnsWriter Record(string name, ushort type, ushort @class, uint ttl, ReadOnlySpan<byte> data) =>
        Name(name).Number16(type).Number16(@class).Number32(ttl).Number16(data.Length).Raw(data);

    /// <summary>The data of a record.</summary>
    public static byte[] Data(ushort type, string value)
    {
        var writer = new DnsWriter();
        if (type is (ushort)DnsRecordType.A or (ushort)DnsRecordType.Aaaa)
        {
            return IPAddress.Parse(value).GetAddressBytes();
        }

        return (type == DnsNumbers.Text ? writer.Short(value) : writer.Name(value)).ToArray();
    }

    private DnsWriter Short(string text)
    {
        var encoded = Encoding.ASCII.GetBytes(text);
        bytes.Write<byte>([checked((byte)encoded.Length)]);
        bytes.Write(encoded);
        return this;
    }
}
