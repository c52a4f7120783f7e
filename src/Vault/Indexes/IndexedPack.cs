using Mesh.Vault.Packs;

namespace Mesh.Vault.Indexes;

/// <summary>What an index file says of one pack.</summary>
internal sealed record IndexedPack(BlobId Id, IReadOnlyList<PackEntry> Entries);
