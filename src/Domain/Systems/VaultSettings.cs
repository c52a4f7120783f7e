using Mesh.Domain.Secrets;

namespace Mesh.Domain.Systems;

/// <summary>The repository a system's recovery points are kept in.</summary>
/// <param name="Repository">Where it is.</param>
/// <param name="Password">Where its password is.</param>
public sealed record VaultSettings(VaultLocation Repository, SecretReference Password);
