using System.Security.Cryptography;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Storage;
using Mesh.Storage.Files;
using Mesh.Storage.Memory;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Restic;
using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;

namespace Mesh.Tests.MariaDb.Parts;

/// <summary>A repository in memory, or in a folder for stock restic, that takes dumps.</summary>
internal sealed class DumpVault : IAsyncDisposable
{
    private const string Password = "secret";

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly ScratchFolder? _folder;
    private readonly IObjectStore _store;

    private DumpVault(ScratchFolder? folder)
    {
        _folder = folder;
        _store = folder is null ? new MemoryObjectStore() : new FileObjectStore(folder["repository"]);
    }

    public Repository Repository { get; private set; } = null!;

    /// <summary>What the last dump added to the repository.</summary>
    public WriteCounters Added { get; private set; }

    public static async Task<DumpVault> CreateAsync(bool onDisk = false)
    {
        var vault = new DumpVault(onDisk ? new ScratchFolder() : null);
        var options = new RepositoryOptions
        {
            TimeProvider = TimeProvider.System,
            RandomNumberGenerator = vault._random,
        };
        vault.Repository =
            await Repository.InitAsync(vault._store, Password, options, CancellationToken.None);
        await vault.Repository.LoadIndexAsync(null, CancellationToken.None);
        return vault;
    }

    /// <summary>A server of the tests, as root over TCP.</summary>
    public static MariaDbAddress AddressOf(MariaDbServer server) =>
        new() { Port = server.Port, User = "root", Tls = MariaDbTls.Off };

    public Task<DumpResult> DumpAsync(MariaDbServer server, DumpOptions? options = null) =>
        DumpAsync(AddressOf(server), options);

    public async Task<DumpResult> DumpAsync(
        MariaDbAddress address,
        DumpOptions? options = null,
        TimeProvider? clock = null,
        CancellationToken cancellationToken = default)
    {
        await using var writer = Repository.CreateWriter(new BlobWriterOptions { VerifyOnWrite = true });
        var result = await MariaDbDump.RunAsync(
            address, Repository, writer, options ?? new DumpOptions(), clock ?? TimeProvider.System,
            cancellationToken);
        await writer.FlushAsync(CancellationToken.None);
        Added = writer.Counters;
        return result;
    }

    public Task<LoadResult> LoadAsync(MariaDbServer server, BlobId tree, LoadOptions? options = null) =>
        MariaDbLoad.RunAsync(
            AddressOf(server), Repository, tree, options ?? new LoadOptions(), TimeProvider.System,
            CancellationToken.None);

    /// <summary>The paths of all files of SQL, with the blobs they are made of.</summary>
    public IReadOnlyList<string> FilesOf(BlobId tree) =>
        [.. Walk(tree, "").Where(line => line.Contains(".sql ", StringComparison.Ordinal))];

    /// <summary>Puts a tree where stock restic restores it, and gives that folder's path.</summary>
    public async Task<string> RestoreWithResticAsync(BlobId tree, ScratchFolder target)
    {
        await Repository.Snapshots.SaveAsync(
            new Snapshot
            {
                Time = Timestamp.From(DateTimeOffset.UnixEpoch),
                Tree = tree,
                Paths = ["/dump"],
                Hostname = "test",
            },
            held: null, CancellationToken.None);
        using var restic = new ResticClient(_folder!["repository"], Password);
        await restic.CheckAsync();
        await restic.RunAsync("restore", "latest", "--target", target["dump"]);
        return target["dump"];
    }

    private IEnumerable<string> Walk(BlobId tree, string path)
    {
        var nodes = Repository.LoadTreeAsync(tree, CancellationToken.None).GetAwaiter().GetResult().Nodes;
        return nodes.SelectMany(node => node.Subtree is { } inner
            ? Walk(inner, $"{path}{node.Name}/")
            : [$"{path}{node.Name} {string.Join(' ', node.Content!)}"]);
    }

    public async ValueTask DisposeAsync()
    {
        Repository.Dispose();
        await _store.DisposeAsync();
        _random.Dispose();
        _folder?.Dispose();
    }
}
