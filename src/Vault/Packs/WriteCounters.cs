namespace Mesh.Vault.Packs;

/// <summary>What a <see cref="BlobWriter"/> has done so far.</summary>
/// <param name="DataBlobs">New data blobs.</param>
/// <param name="TreeBlobs">New tree blobs.</param>
/// <param name="BytesAdded">Plaintext bytes of the new blobs.</param>
/// <param name="BytesStored">Bytes the new blobs take in packs.</param>
/// <param name="BlobsKnown">Blobs that were there already.</param>
/// <param name="BytesKnown">Plaintext bytes of those.</param>
/// <param name="Packs">Packs written.</param>
public readonly record struct WriteCounters(
    long DataBlobs,
    long TreeBlobs,
    long BytesAdded,
    long BytesStored,
    long BlobsKnown,
    long BytesKnown,
    long Packs);
