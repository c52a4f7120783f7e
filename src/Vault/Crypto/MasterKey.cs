using System.Security.Cryptography;

namespace Mesh.Vault.Crypto;

/// <summary>
/// The two keys that seal everything in a repository: AES-256 in counter mode for secrecy, Poly1305-AES over
/// the ciphertext for integrity. A sealed message is nonce, ciphertext, tag.
/// </summary>
internal sealed class MasterKey
{
    /// <summary>Bytes that sealing adds.</summary>
    public const int Overhead = NonceSize + Poly1305.TagSize;

    /// <summary>The length of the three parts one after the other: AES key, MAC's AES key, MAC's r.</summary>
    public const int Size = 64;

    private const int NonceSize = 16;

    private readonly byte[] _bytes;
    private readonly AesCounter _cipher;
    private readonly AesCounter _nonceCipher;
    private readonly Poly1305 _authenticator;

    public MasterKey(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _bytes = bytes.ToArray();
        _cipher = new AesCounter(EncryptionKey);
        _nonceCipher = new AesCounter(MacKey);
        _authenticator = new Poly1305(MacR);
    }

    public ReadOnlySpan<byte> EncryptionKey => _bytes.AsSpan(0, 32);

    public ReadOnlySpan<byte> MacKey => _bytes.AsSpan(32, 16);

    public ReadOnlySpan<byte> MacR => _bytes.AsSpan(48, 16);

    /// <summary>Whether it is the same key.</summary>
    public bool IsSame(MasterKey other) => CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    /// <summary>Seals <paramref name="plaintext"/> into <paramref name="destination"/>, which is
    /// <see cref="Overhead"/> longer; a fresh nonce is taken from <paramref name="random"/>.</summary>
    public void Seal(ReadOnlySpan<byte> plaintext, Span<byte> destination, RandomNumberGenerator random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, plaintext.Length + Overhead);
        var nonce = destination[..NonceSize];
        random.GetBytes(nonce);
        var ciphertext = destination.Slice(NonceSize, plaintext.Length);
        _cipher.Transform(nonce, plaintext, ciphertext);
        ComputeTag(nonce, ciphertext, destination[(NonceSize + plaintext.Length)..]);
    }

    /// <summary>Verifies and decrypts; in place if <paramref name="destination"/> is the ciphertext's
    /// place.</summary>
    /// <returns>False, with nothing written, when the message was not sealed with this key or was
    /// changed.</returns>
    public bool TryOpen(ReadOnlySpan<byte> message, Span<byte> destination)
    {
        if (message.Length < Overhead)
        {
            return false;
        }

        var ciphertext = message[NonceSize..^Poly1305.TagSize];
        Span<byte> tag = stackalloc byte[Poly1305.TagSize];
        ComputeTag(message[..NonceSize], ciphertext, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, message[^Poly1305.TagSize..]))
        {
            return false;
        }

        _cipher.Transform(message[..NonceSize], ciphertext, destination);
        return true;
    }

    private void ComputeTag(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, Span<byte> tag)
    {
        Span<byte> pad = stackalloc byte[Poly1305.TagSize];
        _nonceCipher.EncryptBlock(nonce, pad);
        _authenticator.Compute(ciphertext, pad, tag);
    }
}
