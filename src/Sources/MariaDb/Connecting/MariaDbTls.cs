namespace Mesh.Sources.MariaDb.Connecting;

/// <summary>How a connection over TCP is protected.</summary>
public enum MariaDbTls
{
    /// <summary>TLS; the server's certificate must be valid and be for the host's name.</summary>
    Verify,

    /// <summary>TLS without a look at the certificate: safe from eavesdroppers, not from impostors.</summary>
    Unverified,

    /// <summary>No TLS.</summary>
    Off,
}
