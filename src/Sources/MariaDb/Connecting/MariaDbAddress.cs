using System.Text;

namespace Mesh.Sources.MariaDb.Connecting;

/// <summary>
/// Where a MariaDB server is and as whom it is spoken to. Its text, and every message made from it, is
/// without the password.
/// </summary>
public sealed record MariaDbAddress
{
    /// <summary>A name or an IP address; not used with <see cref="Socket"/>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>1 to 65535.</summary>
    public int Port { get; init; } = 3306;

    /// <summary>The path of a Unix socket, which is used instead of TCP; it needs no TLS.</summary>
    public string? Socket { get; init; }

    /// <summary>The account's name.</summary>
    public required string User { get; init; }

    /// <summary>Held in memory only. Empty for accounts without one.</summary>
    public string Password { get; init; } = "";

    /// <summary>How TCP is protected; checked certificates unless told otherwise.</summary>
    public MariaDbTls Tls { get; init; } = MariaDbTls.Verify;

    /// <summary>
    /// A PEM file of the authorities to trust instead of the system's; with <see cref="MariaDbTls.Verify"/>.
    /// </summary>
    public string? CaFile { get; init; }

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The server as people name it: <c>host:port</c>, or the socket's path.</summary>
    public string Location => Socket ?? (Host.Contains(':', StringComparison.Ordinal)
        ? $"[{Host}]:{Port}"
        : $"{Host}:{Port}");

    /// <summary><c>user@host:port</c>.</summary>
    public override string ToString() => $"{User}@{Location}";

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(ToString());
        return true;
    }
}
