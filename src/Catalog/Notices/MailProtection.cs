namespace Mesh.Catalog.Notices;

/// <summary>How the way to a mail server is protected.</summary>
public enum MailProtection
{
    /// <summary>The connection begins in clear and must be turned into TLS (RFC 3207).</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Implicit,

    /// <summary>Not at all; no password is sent so.</summary>
    None,
}
