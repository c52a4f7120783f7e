namespace Mesh.Vault.Keys;

/// <summary>What a key file tells everybody of itself.</summary>
/// <param name="Id">Its name.</param>
/// <param name="User">Who made it; empty where it does not say so.</param>
/// <param name="Host">On which machine; empty where it does not say so.</param>
/// <param name="Created">When, by that machine's clock; null where it does not say so.</param>
/// <param name="IsCurrent">Whether it is the one that opened the repository here.</param>
public sealed record RepositoryKey(
    BlobId Id, string User, string Host, DateTimeOffset? Created, bool IsCurrent);
