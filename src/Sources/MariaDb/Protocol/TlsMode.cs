namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>How a connection is protected.</summary>
public enum TlsMode
{
    /// <summary>TLS, with the certificate's chain and name checked; nothing else will do. The
    /// default.</summary>
    Required,

    /// <summary>No TLS: everything but the password crosses the network in the open.</summary>
    Off,
}
