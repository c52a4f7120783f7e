using System.Security.Cryptography;

namespace Mesh.Runtime.Functions.Invoking;

/// <summary>Random ids in the shape of a version 4 GUID, from an injected source.</summary>
internal sealed class InvocationIds(RandomNumberGenerator random)
{
    public string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.GetBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
