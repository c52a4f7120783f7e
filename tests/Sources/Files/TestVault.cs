using System.Security.Cryptography;
using Mesh.Sources.Files;
using Mesh.Sources.Files.Backup;
using Mesh.Sources.Files.Ranges;
using Mesh.Storage;
using Mesh.Storage.Memory;
using Mesh.Vault;
using Mesh.Vault.Packs;

namespace Mesh.Tests.Sources.Files;

/// <summary>A repository in memory, or on any store.</summary>
internal sealed class TestVault : IAsyncDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly IObjectStore _store;

    private TestVault(IObjectStore store) => _store = store;

    public Repository Repository { get; private set; } = null!;

    public static async Task<TestVault> CreateAsync(IObjectStore? store = null)
    {
        var vault = new TestVault(store ?? new MemoryObjectStore());
        var options = new RepositoryOptions
        {
            TimeProvider = TimeProvider.System,
            RandomNumberGenerator = vault._random,
        };
        vault.Repository =
            await Repository.InitAsync(vault._store, "secret", options, CancellationToken.None);
        await vault.Repository.LoadIndexAsync(null, CancellationToken.None);
        return vault;
    }

    /// <summary>Backs up and flushes.</summary>
    public async Task<FilesBackupResult> BackUpAsync(
        SourceSet sources,
        BlobId? earlier = null,
        TreeRange? range = null,
        FilesBackupOptions? options = null)
    {
        await using var writer = Repository.CreateWriter(BlobWriterOptions.Default);
        var result = await FilesBackup.RunAsync(
            Repository, writer, sources, earlier, range ?? TreeRange.Whole,
            options ?? new FilesBackupOptions(), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        return result;
    }

    /// <summary>Saves the bytes of a tree as they are, however wrong.</summary>
    public async Task<BlobId> SaveTreeAsync(ReadOnlyMemory<byte> tree)
    {
        await using var writer = Repository.CreateWriter(BlobWriterOptions.Default);
        var id = await writer.SaveAsync(BlobType.Tree, tree, CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        Repository.Dispose();
        await _store.DisposeAsync();
        _random.Dispose();
    }
}
