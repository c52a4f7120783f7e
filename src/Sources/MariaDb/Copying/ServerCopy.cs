using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Storage.Files;
using Mesh.Vault;
using Mesh.Vault.Packs;

namespace Mesh.Sources.MariaDb.Copying;

/// <summary>
/// One consistent state of a whole server, in a folder of this machine, to be loaded into another. It is
/// whole before anything is loaded, and it is gone when it is disposed; nobody can read it later.
/// </summary>
internal sealed class ServerCopy : IAsyncDisposable
{
    private readonly FileObjectStore _store;
    private readonly Repository _repository;
    private readonly string _folder;
    private readonly TimeProvider _time;
    private DumpResult? _dump;

    private ServerCopy(FileObjectStore store, Repository repository, string folder, TimeProvider time) =>
        (_store, _repository, _folder, _time) = (store, repository, folder, time);

    /// <summary>The last transaction of each domain that is in it.</summary>
    public string Gtid => _dump!.Record.Point.Gtid;

    /// <summary>Reads a server.</summary>
    /// <param name="source">The server, as an account that may be backed up with.</param>
    /// <param name="folder">Made anew; what an earlier copy has left there is removed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it; nothing is left.</param>
    /// <exception cref="MeshException">Those of a dump.</exception>
    public static async Task<ServerCopy> TakeAsync(
        MariaDbAddress source, string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        Remove(folder);
        MakeOwn(folder);
        var store = new FileObjectStore(folder);
        var random = RandomNumberGenerator.Create();
        var password = new byte[32];
        random.GetBytes(password);
        var repository = await Repository.InitAsync(
            store,
            Convert.ToHexStringLower(password),
            new RepositoryOptions { TimeProvider = time, RandomNumberGenerator = random },
            cancellationToken);
        var copy = new ServerCopy(store, repository, folder, time);
        try
        {
            await copy.ReadAsync(source, cancellationToken);
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    /// <summary>Loads it into a server that has no databases, beside its log, and compares every
    /// table.</summary>
    /// <param name="target">The server, as an account that may do everything.</param>
    /// <param name="cancellationToken">Ends it; what was loaded stays.</param>
    /// <exception cref="MeshException"><c>copy-differs</c>: with the tables; those of loading.</exception>
    public async Task LoadAsync(MariaDbAddress target, CancellationToken cancellationToken)
    {
        var loaded = await MariaDbLoad.RunAsync(
            target,
            _repository,
            _dump!.Tree,
            new LoadOptions { Accounts = true, WithoutBinlog = true },
            _time,
            cancellationToken);
        if (loaded.Mismatches.Count > 0)
        {
            throw new MeshException(
                "copy-differs", target.Location,
                $"what was loaded is not what was read: {string.Join("; ", loaded.Mismatches)}",
                "look who else writes to the server, then ask again");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _repository.Dispose();
        _repository.Options.RandomNumberGenerator.Dispose();
        await _store.DisposeAsync();
        Remove(_folder);
    }

    private async Task ReadAsync(MariaDbAddress source, CancellationToken cancellationToken)
    {
        await _repository.LoadIndexAsync(null, cancellationToken);
        await using var writer = _repository.CreateWriter(new BlobWriterOptions { FastCompression = true });
        _dump = await MariaDbDump.RunAsync(
            source, _repository, writer, new DumpOptions(), _time, cancellationToken);
        await writer.FlushAsync(cancellationToken);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void MakeOwn(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
