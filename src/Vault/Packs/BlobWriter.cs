namespace Mesh.Vault.Packs;

/// <summary>
/// Saves blobs. Safe for use from many threads: hashing, compression and encryption run on the caller's thread, so
/// call it from as many as there are cores; packs are written in the background, a bounded number at a time.
/// Nothing counts as saved until <see cref="FlushAsync"/> has returned.
/// </summary>
public sealed class BlobWriter : IAsyncDisposable
{
    public WriteCounters Counters => throw new NotImplementedException();

    /// <summary>Saves a blob unless the repository has it. The memory may be reused when the task has ended.</summary>
    public ValueTask<BlobId> SaveAsync(
        BlobType type, ReadOnlyMemory<byte> plaintext, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>
    /// Writes all that was saved, packs first, then the index files that name them; with
    /// <see cref="BlobWriterOptions.VerifyOnWrite"/> each is read back before. The writer can be used on afterwards.
    /// Must not run beside <see cref="SaveAsync"/>.
    /// </summary>
    public Task FlushAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Drops what was not flushed.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
