using System.Security.Cryptography;
using Mesh.Domain.Errors;

namespace Mesh.Domain.Evidence;

/// <summary>A public key that evidence is verified with: ECDSA on the curve P-256.</summary>
public sealed record EvidenceKey
{
    private const string Curve = "1.2.840.10045.3.1.7";

    private EvidenceKey(string value) => Value = value;

    /// <summary>The key's SubjectPublicKeyInfo (RFC 5480), as Base64 in one line.</summary>
    public string Value { get; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, in hexadecimal digits: what people compare.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(Value)));

    /// <summary>The public part of a key.</summary>
    public static EvidenceKey Of(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new EvidenceKey(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Reads what <see cref="Value"/> gives.</summary>
    public static Parsed<EvidenceKey> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using var key = Open(text);
            var same = Of(key);
            return same.Value == text && key.ExportParameters(false).Curve.Oid.Value == Curve
                ? same
                : new Problem("is not a public key of the curve P-256", Hint);
        }
        catch (Exception error) when (error is FormatException or CryptographicException
            or PlatformNotSupportedException or ArgumentException)
        {
            return new Problem("is not a public key", Hint);
        }
    }

    internal bool Verifies(byte[] data, byte[] signature)
    {
        using var key = Open(Value);
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256);
    }

    private const string Hint = "give the line that 'mesh drill key' prints";

    private static ECDsa Open(string text)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
