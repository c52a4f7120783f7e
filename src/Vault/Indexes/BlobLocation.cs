using Mesh.Vault.Packs;

namespace Mesh.Vault.Indexes;

/// <summary>Where a blob is stored.</summary>
internal readonly record struct BlobLocation(BlobId Pack, PackEntry Entry);
