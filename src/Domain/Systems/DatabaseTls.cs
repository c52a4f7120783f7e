namespace Mesh.Domain.Systems;

/// <summary>How a connection to a database server over TCP is protected.</summary>
public enum DatabaseTls
{
    /// <summary>By TLS; the server's certificate is checked.</summary>
    Verify,

    /// <summary>By TLS, whoever the server is: safe from eavesdroppers, not from impostors.</summary>
    Unverified,

    /// <summary>Not at all.</summary>
    Off,
}
