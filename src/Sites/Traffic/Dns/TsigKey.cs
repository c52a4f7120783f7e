using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>Signs requests and verifies responses with a shared secret (RFC 8945).</summary>
/// <param name="name">The key's name at the server.</param>
/// <param name="algorithm">How it signs.</param>
/// <param name="secret">The key itself.</param>
internal sealed class TsigKey(string name, TsigAlgorithm algorithm, byte[] secret)
{
    /// <summary>By how many seconds clocks may differ; what the RFC recommends.</summary>
    public const ushort Fudge = 300;

    private const int AdditionalCount = 10;

    /// <summary>A message with its signature, and the signature's code, which its response is verified
    /// with.</summary>
    public (byte[] Signed, byte[] Mac) Sign(byte[] message, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds();
        var mac = Code([], message, time, Fudge, 0, []);
        var data = new DnsWriter().Name(AlgorithmName).Number48(time).Number16(Fudge)
            .Number16(mac.Length).Raw(mac)
            .Raw(message.AsSpan(0, 2)).Number16(0).Number16(0).ToArray();
        var signed = new DnsWriter().Raw(message)
            .Record(name, DnsNumbers.Tsig, DnsNumbers.Any, 0, data).ToArray();
        AddToCount(signed, 1);
        return (signed, mac);
    }

    /// <summary>Whether a response was signed with this key for that request.</summary>
    public bool Verifies(byte[] response, TsigRecord signature, byte[] requestMac)
    {
        var signed = response[..signature.Start];
        AddToCount(signed, -1);
        var request = new DnsWriter().Number16(requestMac.Length).Raw(requestMac).ToArray();
        var mac = Code(
            request, signed, signature.Time, signature.Fudge, signature.Error, signature.Other);
        return CryptographicOperations.FixedTimeEquals(mac, signature.Mac);
    }

    private string AlgorithmName => algorithm switch
    {
        TsigAlgorithm.HmacSha384 => "hmac-sha384",
        TsigAlgorithm.HmacSha512 => "hmac-sha512",
        _ => "hmac-sha256",
    };

    private static void AddToCount(byte[] message, int more)
    {
        var place = message.AsSpan(AdditionalCount, 2);
        var count = BinaryPrimitives.ReadUInt16BigEndian(place);
        BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)(count + more));
    }

    private byte[] Code(
        byte[] request, byte[] message, long time, ushort fudge, int error, byte[] other)
    {
        var signed = new DnsWriter().Raw(request).Raw(message)
            .Name(name).Number16(DnsNumbers.Any).Number32(0)
            .Name(AlgorithmName).Number48(time).Number16(fudge)
            .Number16(error).Number16(other.Length).Raw(other).ToArray();
        return algorithm switch
        {
            TsigAlgorithm.HmacSha384 => HMACSHA384.HashData(secret, signed),
            TsigAlgorithm.HmacSha512 => HMACSHA512.HashData(secret, signed),
            _ => HMACSHA256.HashData(secret, signed),
        };
    }
}
