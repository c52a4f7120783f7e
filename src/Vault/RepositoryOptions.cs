using System.Security.Cryptography;

namespace Mesh.Vault;

/// <summary>What a repository needs from its surroundings.</summary>
public sealed record RepositoryOptions
{
    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Source of keys and nonces: a cryptographic one, and safe for use from many threads.</summary>
    public required RandomNumberGenerator RandomNumberGenerator { get; init; }

    /// <summary>Who keys and locks say they belong to.</summary>
    public HostIdentity Host { get; init; } = HostIdentity.Current();

    /// <summary>How many requests to the store run at once.</summary>
    public int Connections { get; init; } = 5;

    /// <summary>The format version of a repository to be made: 2, or 1 for very old restics.</summary>
    public int NewVersion { get; init; } = 2;

    /// <summary>The work that a new key asks of whoever tries a password; tests need not wait for
    /// it.</summary>
    internal int KeyCost { get; init; } = Keys.KeyFile.DefaultCost;
}
