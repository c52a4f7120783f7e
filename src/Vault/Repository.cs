using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Errors;
using Mesh.Vault.Checking;
using Mesh.Vault.Chunking;
using Mesh.Vault.Compression;
using Mesh.Vault.Crypto;
using Mesh.Vault.Errors;
using Mesh.Vault.Indexes;
using Mesh.Vault.Keys;
using Mesh.Vault.Locks;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;

namespace Mesh.Vault;

/// <summary>
/// An opened restic repository: its master key, its index and what can be done with them. Safe for use from
/// many threads. Does not own the store.
/// </summary>
public sealed class Repository : IDisposable
{
    private readonly ZstdPool _zstd = new();
    private readonly ZstdPool _fastZstd = new(ZstdPool.TextLevel);
    private readonly MasterKey _key;
    private readonly RepositoryIndex _index;
    private readonly BlobReader _reader;
    private readonly RabinTables _rabin;

    private Repository(
        IObjectStore store,
        MasterKey key,
        BlobId keyFile,
        RepositoryConfig config,
        RepositoryOptions options)
    {
        Store = store;
        Config = config;
        Options = options;
        _key = key;
        _rabin = new RabinTables(config.ChunkerPolynomial);
        Files = new RepositoryFiles(store, key, _zstd, options.RandomNumberGenerator, config.Version);
        _index = new RepositoryIndex(Files, options.Connections);
        _reader = new BlobReader(store, _index, new BlobOpener(key, _zstd), options.Connections);
        Snapshots = new SnapshotStore(Files, options.Connections);
        Locks = new LockManager(Files, options);
        Keys = new RepositoryKeys(store, key, keyFile, options);
    }

    public RepositoryConfig Config { get; }

    public IObjectStore Store { get; }

    public RepositoryOptions Options { get; }

    public SnapshotStore Snapshots { get; }

    public LockManager Locks { get; }

    public RepositoryKeys Keys { get; }

    internal RepositoryFiles Files { get; }

    internal BlobIndex Index => _index.Current;

    internal BlobOpener Opener => _reader.Opener;

    /// <summary>Makes a repository where there is none.</summary>
    /// <exception cref="MeshException"><c>repository-exists</c></exception>
    public static async Task<Repository> InitAsync(
        IObjectStore store, string password, RepositoryOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(password);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.NewVersion is 1 or 2, true);
        if (await store.StatAsync(RepositoryLayout.Config, cancellationToken) is not null)
        {
            throw Exists(store);
        }

        var config = NewConfig(options);
        var (key, keyFile) = await KeyRing.CreateAsync(store, password, options, cancellationToken);
        var repository = new Repository(store, key, keyFile, config, options);
        try
        {
            var left = (await KeyRing.ListAsync(store, cancellationToken))
                .Where(file => file != keyFile).ToList();
            if (left.Count > 0 && await FindDataAsync(store, cancellationToken) is { } data)
            {
                await KeyRing.DeleteAsync(store, keyFile, cancellationToken);
                throw await store.StatAsync(RepositoryLayout.Config, cancellationToken) is null
                    ? ConfigLost(store, data)
                    : Exists(store);
            }

            await repository.Files.SaveAsync(
                RepositoryLayout.Config, ConfigFile.Write(config), cancellationToken);

            // Keys of attempts that were cut off open nothing, and whoever tries them first takes them for
            // the right ones.
            foreach (var useless in left)
            {
                await KeyRing.DeleteAsync(store, useless, cancellationToken);
            }

            return repository;
        }
        catch (ObjectExistsException)
        {
            repository.Dispose();
            await KeyRing.DeleteAsync(store, keyFile, cancellationToken);
            throw Exists(store);
        }
        catch
        {
            repository.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens a repository with a password. This costs about half a second by design, so keep the result. The
    /// index is not loaded yet.
    /// </summary>
    /// <exception cref="MeshException"><c>no-repository</c>, <c>wrong-password</c>, <c>unknown-format</c>,
    /// <c>damaged-…</c></exception>
    public static async Task<Repository> OpenAsync(
        IObjectStore store, string password, RepositoryOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(options);
        if (await store.StatAsync(RepositoryLayout.Config, cancellationToken) is null)
        {
            throw new MeshException("no-repository", store.Location, "there is no repository here",
                "make one with 'mesh vault init'", ExitCode.NoRepository);
        }

        RepositoryConfig? config = null;
        using var zstd = new ZstdPool();
        var (key, keyFile) = await KeyRing.OpenAsync(store, password, ReadConfigAsync, cancellationToken);
        return new Repository(store, key, keyFile, config!, options);

        async Task ReadConfigAsync(MasterKey candidate)
        {
            var files =
                new RepositoryFiles(store, candidate, zstd, options.RandomNumberGenerator, version: 1);
            var json = await files.LoadAsync(RepositoryLayout.Config, cancellationToken);
            config = ConfigFile.Parse(json, store.Location);
        }
    }

    /// <summary>Whether the store still has this repository, and not none or another.</summary>
    public async Task<bool> IsStillThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            var json = await Files.LoadAsync(RepositoryLayout.Config, cancellationToken);
            return ConfigFile.Parse(json, Store.Location).Id == Config.Id;
        }
        catch (MeshException error) when (error is ObjectNotFoundException
            || Damage.Is(error))
        {
            return false;
        }
    }

    /// <summary>
    /// Loads the index; again, it brings it up to date with the store. Must have been called before anything
    /// asks for blobs.
    /// </summary>
    /// <param name="progress">Told the fraction done, 0 to 1.</param>
    public Task LoadIndexAsync(IProgress<double>? progress, CancellationToken cancellationToken) =>
        _index.LoadAsync(progress, cancellationToken);

    /// <summary>
    /// Forgets blobs whose packs are not in the store with the size that the index implies, so that they are
    /// saved again. The index files stay as they are.
    /// </summary>
    public async Task ForgetLostPacksAsync(CancellationToken cancellationToken)
    {
        var inventory = await PackInventory.TakeAsync(this, cancellationToken);
        var lost = inventory.Indexed.All
            .Select(pack => pack.Key).Where(pack => !inventory.IsSound(pack)).ToHashSet();
        if (lost.Count > 0)
        {
            await _index.ForgetAsync(lost, cancellationToken);
        }
    }

    /// <summary>Whether the index has the blob, so that it need not be saved.</summary>
    public bool Contains(BlobType type, BlobId id) => Index.Contains(type, id);

    /// <summary>The length of the blob's plaintext, or null when the index does not have it.</summary>
    public long? SizeOf(BlobType type, BlobId id) =>
        Index.TryFind(type, id, out var location) ? location.Entry.PlainLength : null;

    /// <summary>The plaintext of a blob, checked against its id.</summary>
    /// <exception cref="MeshException"><c>blob-missing</c>, <c>damaged-blob</c></exception>
    public Task<byte[]> LoadBlobAsync(BlobType type, BlobId id, CancellationToken cancellationToken) =>
        _reader.LoadAsync(type, id, cancellationToken);

    /// <summary>A tree blob, read.</summary>
    public async Task<Tree> LoadTreeAsync(BlobId id, CancellationToken cancellationToken) =>
        Tree.Parse(id, await _reader.LoadAsync(BlobType.Tree, id, cancellationToken));

    /// <summary>
    /// Loads many blobs of one type with few requests: packs are read in pieces, several at once. Each wanted
    /// blob is handed over once, in no particular order, from several threads; its memory is valid during the
    /// call only.
    /// </summary>
    public Task LoadBlobsAsync(
        BlobType type,
        IReadOnlyCollection<BlobId> ids,
        Func<BlobId, ReadOnlyMemory<byte>, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(receive);
        return _reader.LoadManyAsync(type, ids, receive, cancellationToken);
    }

    /// <summary>Starts to write. Several writers may work at once.</summary>
    /// <param name="held">The lock that allows it; when it is lost the writer stops.</param>
    public BlobWriter CreateWriter(BlobWriterOptions options, RepositoryLock? held = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var zstd = options.FastCompression ? _fastZstd : _zstd;
        var sealer = new BlobSealer(_key, zstd, Options.RandomNumberGenerator, Config.Version);
        return new BlobWriter(Files, _index, sealer, options, held);
    }

    /// <summary>
    /// Compresses bytes and seals them with the repository's master key, in the form of its index files and
    /// snapshots, for objects that stand beside the repository. At most 256 MiB can be opened again.
    /// </summary>
    public byte[] Seal(ReadOnlySpan<byte> plaintext) => Files.Seal(plaintext, compress: true);

    /// <summary>What <see cref="Seal"/> was given.</summary>
    /// <param name="message">What it returned.</param>
    /// <param name="subject">What the bytes are, for errors.</param>
    /// <exception cref="MeshException"><c>damaged-file</c>: it was changed, or sealed with another key.
    /// </exception>
    public ReadOnlyMemory<byte> Unseal(ReadOnlySpan<byte> message, string subject) =>
        Files.Open(message.ToArray(), subject);

    /// <summary>A new cutter of files, for one file at a time.</summary>
    public Chunker CreateChunker() => new(_rabin);

    public void Dispose()
    {
        _zstd.Dispose();
        _fastZstd.Dispose();
        _index.Dispose();
    }

    private static async Task<string?> FindDataAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        foreach (var kind in (FileKind[])[FileKind.Snapshot, FileKind.Index, FileKind.Pack])
        {
            await foreach (var found in store.ListAsync(RepositoryLayout.Folder(kind), cancellationToken))
            {
                return found.Key;
            }
        }

        return null;
    }

    // A new config, with another key, would bury what is there.
    private static MeshException ConfigLost(IObjectStore store, string data) => new(
        "config-lost", store.Location, $"there are keys and data ({data}), but no file 'config'",
        "bring the file back from a copy of the repository, or choose another place");

    private static RepositoryConfig NewConfig(RepositoryOptions options)
    {
        Span<byte> id = stackalloc byte[BlobId.Size];
        options.RandomNumberGenerator.GetBytes(id);
        return new RepositoryConfig(
            options.NewVersion, new BlobId(id), Polynomial.CreateIrreducible(options.RandomNumberGenerator));
    }

    private static MeshException Exists(IObjectStore store) => new(
        "repository-exists", store.Location, "there is a repository here already",
        "open it, or choose another place");
}
