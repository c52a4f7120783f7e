using System.Numerics;
using System.Security.Cryptography;

namespace Mesh.Sources.MariaDb.Protocol.Authentication;

/// <summary>
/// Signatures of Ed25519 (RFC 8032, section 5.1) with a secret of any length, which is how MariaDB's plugin
/// uses them. Its running time depends on the secret, so it is for clients, which sign once a connection.
/// </summary>
internal static class Ed25519Signature
{
    public const int Size = 64;

    private const int NumberSize = 32;

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    private static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    private static readonly BigInteger TwoD =
        2 * Modulo(-121665 * BigInteger.ModPow(121666, Prime - 2, Prime), Prime);

    private static readonly Point Base = Point.From(
        BigInteger.Parse("15112221349535400772501151409588531511454012693041857206046113283949847762202"),
        BigInteger.Parse("46316835694926478169428394003475163141307993866256225615783033603165251855960"));

    public static byte[] Sign(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> message)
    {
        var expanded = SHA512.HashData(secret);
        expanded[0] &= 248;
        expanded[31] &= 63;
        expanded[31] |= 64;
        var scalar = Number(expanded.AsSpan(0, NumberSize));
        var publicKey = Encode(Multiply(scalar));
        var nonce = HashToNumber([.. expanded.AsSpan(NumberSize), .. message]);
        var commitment = Encode(Multiply(nonce));
        var challenge = HashToNumber([.. commitment, .. publicKey, .. message]);
        return [.. commitment, .. Bytes(Modulo(nonce + challenge * scalar, Order))];
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    private static BigInteger HashToNumber(byte[] content) =>
        Modulo(Number(SHA512.HashData(content)), Order);

    private static BigInteger Modulo(BigInteger value, BigInteger modulus)
    {
        var rest = value % modulus;
        return rest.Sign < 0 ? rest + modulus : rest;
    }

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[NumberSize];
        number.TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private static Point Multiply(BigInteger scalar)
    {
        var result = Point.From(BigInteger.Zero, BigInteger.One);
        for (var bit = (int)scalar.GetBitLength() - 1; bit >= 0; bit--)
        {
            result = Add(result, result);
            result = ((scalar >> bit) & 1) == 1 ? Add(result, Base) : result;
        }

        return result;
    }

    // The addition of RFC 8032, section 5.1.4, which doubles as well.
    private static Point Add(Point p, Point q)
    {
        var a = Modulo((p.Y - p.X) * (q.Y - q.X), Prime);
        var b = Modulo((p.Y + p.X) * (q.Y + q.X), Prime);
        var c = Modulo(Modulo(p.T * TwoD, Prime) * q.T, Prime);
        var d = Modulo(2 * p.Z * q.Z, Prime);
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new Point(
            Modulo(e * f, Prime), Modulo(g * h, Prime), Modulo(f * g, Prime), Modulo(e * h, Prime));
    }

    private static byte[] Encode(Point point)
    {
        var inverse = BigInteger.ModPow(point.Z, Prime - 2, Prime);
        var bytes = Bytes(Modulo(point.Y * inverse, Prime));
        if (!Modulo(point.X * inverse, Prime).IsEven)
        {
            bytes[^1] |= 0x80;
        }

        return bytes;
    }

    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
    {
        public static Point From(BigInteger x, BigInteger y) =>
            new(x, y, BigInteger.One, Modulo(x * y, Prime));
    }
}
