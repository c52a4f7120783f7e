using System.Security.Cryptography;
using System.Text;

namespace Mesh.Domain.Signatures;

/// <summary>
/// The signature of a webhook: HMAC-SHA256, keyed by the secret that both ends share, over the timestamp as
/// it is sent, a full stop and the body. The timestamp is the sender's clock in whole seconds since
/// 1970-01-01T00:00:00Z.
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header that carries the timestamp.</summary>
    public const string TimestampHeader = "X-Mesh-Timestamp";

    /// <summary>The header that carries the signature: <c>sha256=</c> and 64 hexadecimal digits.</summary>
    public const string Header = "X-Mesh-Signature";

    private const string Scheme = "sha256=";

    /// <summary>What stands in the header for this message.</summary>
    /// <param name="secret">The secret, as text.</param>
    /// <param name="timestamp">The timestamp, exactly as it is sent.</param>
    /// <param name="body">The body, exactly as it is sent, as UTF-8.</param>
    public static string Sign(string secret, string timestamp, string body) => Scheme
        + Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));

    /// <summary>
    /// Whether what was shown is this message's signature; takes as long for a wrong one. The digits may be
    /// of either case, so compare and keep what <see cref="Sign"/> gives, not what was shown.
    /// </summary>
    public static bool Matches(string shown, string secret, string timestamp, string body)
    {
        ArgumentNullException.ThrowIfNull(shown);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(shown.ToLowerInvariant()),
            Encoding.UTF8.GetBytes(Sign(secret, timestamp, body)));
    }
}
