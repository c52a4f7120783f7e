namespace Mesh.Vault;

/// <summary>The content of a repository's <c>config</c> file.</summary>
/// <param name="Version">The format version: 1 or 2.</param>
/// <param name="Id">32 random bytes that tell this repository from all others.</param>
/// <param name="ChunkerPolynomial">The irreducible polynomial of degree 53 that decides where files are
/// cut.</param>
public sealed record RepositoryConfig(int Version, BlobId Id, ulong ChunkerPolynomial);
