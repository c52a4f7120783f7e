using Mesh.Storage;
using Mesh.Vault.Chunking;
using Mesh.Vault.Locks;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;

namespace Mesh.Vault;

/// <summary>
/// An opened restic repository: its master key, its index and what can be done with them. Safe for use from many
/// threads. Does not own the store.
/// </summary>
public sealed class Repository : IDisposable
{
    /// <summary>Makes a repository where there is none.</summary>
    /// <exception cref="Domain.Errors.MeshException"><c>repository-exists</c></exception>
    public static Task<Repository> InitAsync(
        IObjectStore store, string password, RepositoryOptions options, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>
    /// Opens a repository with a password. This costs about half a second by design, so keep the result. The index is
    /// not loaded yet.
    /// </summary>
    /// <exception cref="Domain.Errors.MeshException"><c>no-repository</c>, <c>wrong-password</c>,
    /// <c>unknown-format</c>, <c>damaged-…</c></exception>
    public static Task<Repository> OpenAsync(
        IObjectStore store, string password, RepositoryOptions options, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    public RepositoryConfig Config => throw new NotImplementedException();

    public IObjectStore Store => throw new NotImplementedException();

    public RepositoryOptions Options => throw new NotImplementedException();

    public SnapshotStore Snapshots => throw new NotImplementedException();

    public LockManager Locks => throw new NotImplementedException();

    /// <summary>
    /// Loads the index; again, it brings it up to date with the store. Must have been called before anything asks for
    /// blobs.
    /// </summary>
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    public Task LoadIndexAsync(IProgress<double>? progress, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Whether the index has the blob, so that it need not be saved.</summary>
    public bool Contains(BlobType type, BlobId id) => throw new NotImplementedException();

    /// <summary>The length of the blob's plaintext, or null when the index does not have it.</summary>
    public long? SizeOf(BlobType type, BlobId id) => throw new NotImplementedException();

    /// <summary>The plaintext of a blob, checked against its id.</summary>
    /// <exception cref="Domain.Errors.MeshException"><c>blob-missing</c>, <c>damaged-blob</c></exception>
    public Task<byte[]> LoadBlobAsync(BlobType type, BlobId id, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>A tree blob, read.</summary>
    public Task<Tree> LoadTreeAsync(BlobId id, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>
    /// Loads many blobs of one type with few requests: packs are read in pieces, several at once. Each wanted blob is
    /// handed over once, in no particular order, from several threads; its memory is valid during the call only.
    /// </summary>
    public Task LoadBlobsAsync(
        BlobType type,
        IReadOnlyCollection<BlobId> ids,
        Func<BlobId, ReadOnlyMemory<byte>, ValueTask> receive,
        CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Starts to write. Several writers may work at once.</summary>
    /// <param name="held">The lock that allows it; when it is lost the writer stops.</param>
    public BlobWriter CreateWriter(BlobWriterOptions options, RepositoryLock? held = null) =>
        throw new NotImplementedException();

    /// <summary>A new cutter of files, for one file at a time.</summary>
    public Chunker CreateChunker() => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
