using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>The first packet of a server.</summary>
internal sealed record Greeting(
    string ServerVersion, Capabilities Capabilities, string Plugin, byte[] Challenge)
{
    private const byte ProtocolVersion = 10;

    public static Greeting Parse(string subject, ReadOnlySpan<byte> packet)
    {
        var cursor = new ByteCursor(packet);
        if (cursor.Peek == 0xFF)
        {
            throw ServerErrorException.Parse(subject, packet);
        }

        if (cursor.UInt8() != ProtocolVersion)
        {
            throw new MeshException("protocol-violation", subject, "its greeting is none of a MariaDB server",
                "check host and port");
        }

        var version = cursor.TextUntilZero();
        cursor.Skip(4); // connection id
        byte[] first = [.. cursor.Bytes(8)];
        cursor.Skip(1);
        uint capabilities = cursor.UInt16();
        cursor.Skip(3); // character set, status
        capabilities |= (uint)cursor.UInt16() << 16;
        var length = cursor.UInt8();
        cursor.Skip(10);
        byte[] second = [.. cursor.Bytes(Math.Max(12, length - 9))];
        cursor.Skip(1);
        var plugin = cursor.AtEnd ? "" : cursor.TextUntilZero();
        return new Greeting(version, (Capabilities)capabilities, plugin, [.. first, .. second]);
    }
}
