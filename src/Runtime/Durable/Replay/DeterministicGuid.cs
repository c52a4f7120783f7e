using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Mesh.Runtime.Durable.Replay;

/// <summary>
/// Name-based ids (RFC 9562, version 5): the same instance, time and count give the same id.
/// </summary>
internal static class DeterministicGuid
{
    // Any fixed id will do; it separates these names from all other uses of the algorithm.
    private static readonly Guid Namespace = new("6f1b3c52-2a0d-5e61-9b7e-3d0c8a4f7e19");

    public static Guid Create(string instance, DateTime time, int count)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{instance}/{time:O}/{count}");
        var input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        Namespace.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input.AsSpan(16));

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Version 5 is defined by SHA-1; nothing here is a secret.
        SHA1.HashData(input, hash);
#pragma warning restore CA5350
        var id = hash[..16];
        id[6] = (byte)((id[6] & 0x0F) | 0x50);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
