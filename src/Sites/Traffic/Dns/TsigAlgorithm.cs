namespace Mesh.Sites.Traffic.Dns;

/// <summary>How messages are signed (RFC 8945, section 6).</summary>
public enum TsigAlgorithm
{
    /// <summary><c>hmac-sha256</c></summary>
    HmacSha256,

    /// <summary><c>hmac-sha384</c></summary>
    HmacSha384,

    /// <summary><c>hmac-sha512</c></summary>
    HmacSha512,
}
