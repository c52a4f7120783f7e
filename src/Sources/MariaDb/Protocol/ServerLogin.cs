namespace Mesh.Sources.MariaDb.Protocol;

/// <summary>Where a server is and who logs in. Never shows the password.</summary>
/// <param name="Host">Name or address; the certificate must be for it.</param>
/// <param name="Port">TCP port.</param>
/// <param name="User">The account's name.</param>
/// <param name="Password">The account's password, resolved; empty for none.</param>
public sealed record ServerLogin(string Host, int Port, string User, string Password)
{
    /// <summary>TLS with checks unless told otherwise.</summary>
    public TlsMode Tls { get; init; } = TlsMode.Required;

    /// <summary>A PEM file with the only authorities to trust; null for those of the machine.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long connecting and logging in may take.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For messages.</summary>
    public override string ToString() => $"{User}@{Host}:{Port}";
}
