using System.CommandLine;
using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Vault;
using Mesh.Vault.Locks;

namespace Mesh.Cli.Vault;

/// <summary>An opened repository, for one command, and the lock under which it is used.</summary>
internal sealed class RepositorySession : IAsyncDisposable
{
    private readonly RandomNumberGenerator _random;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _lost;

    private RepositorySession(
        RandomNumberGenerator random, Repository repository, RepositoryLock? held, CancellationToken stop)
    {
        (_random, Repository, Lock) = (random, repository, held);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _lost = held is null ? default : held.Lost.Register(_stop.Cancel);
    }

    public Repository Repository { get; }

    /// <summary>Held until the session ends; null where none was wanted.</summary>
    public RepositoryLock? Lock { get; }

    /// <summary>Cancelled when the command is to stop or the lock is lost.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Opens the repository that the options name and takes a shared lock.</summary>
    /// <param name="readsAhead">Whether the command will load the index.</param>
    public static async Task<RepositorySession> OpenAsync(
        ParseResult parsed, bool locked, bool readsAhead, CancellationToken stop)
    {
        var random = RandomNumberGenerator.Create();
        var store = ObjectStores.Open(VaultOptions.Location(parsed), TimeProvider.System);
        var password = VaultOptions.Password(parsed);
        var repository = await Repository.OpenAsync(store, password, Options(random), stop);
        var held = locked ? await LockAsync(repository, readsAhead, stop) : null;
        return new RepositorySession(random, repository, held, stop);
    }

    /// <summary>
    /// Has a command read the repository that the options name: its index is loaded, under a shared lock
    /// unless none is wanted.
    /// </summary>
    public static async Task<int> ReadAsync(
        ParseResult parsed, Func<Repository, CancellationToken, Task<int>> read, CancellationToken stop)
    {
        await using var session = await OpenAsync(
            parsed, locked: !parsed.GetValue(VaultOptions.NoLock), readsAhead: true, stop);
        return await session.RunAsync(async cancel =>
        {
            await session.Repository.LoadIndexAsync(null, cancel);
            return await read(session.Repository, cancel);
        });
    }

    /// <summary>As the other, but takes the repository for this command alone.</summary>
    public static async Task<RepositorySession> OpenAloneAsync(ParseResult parsed, CancellationToken stop)
    {
        var session = await OpenAsync(parsed, locked: false, readsAhead: false, stop);
        try
        {
            var held = await session.Repository.Locks.AcquireAsync(exclusive: true, tag: "", stop);
            return new RepositorySession(session._random, session.Repository, held, stop);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    // A lock takes a while to settle, in which most of the index can be read. The command loads it once more
    // under the lock, which reads what has changed and reports what is wrong with it.
    private static async Task<RepositoryLock> LockAsync(
        Repository repository, bool readsAhead, CancellationToken stop)
    {
        var ahead = readsAhead ? repository.LoadIndexAsync(null, stop) : Task.CompletedTask;
        try
        {
            return await repository.Locks.AcquireAsync(exclusive: false, tag: "", stop);
        }
        finally
        {
            await ahead.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What a repository needs from its surroundings.</summary>
    public static RepositoryOptions Options(RandomNumberGenerator random) =>
        new() { TimeProvider = TimeProvider.System, RandomNumberGenerator = random };

    /// <summary>
    /// Runs work under the lock: when the lock is lost the work stops, and that is the error.
    /// </summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(Stop);
        }
        catch (OperationCanceledException) when (Lock is { Lost.IsCancellationRequested: true })
        {
            Lock.EnsureHeld();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _lost.DisposeAsync();
        if (Lock is not null)
        {
            await Lock.DisposeAsync();
        }

        var store = Repository.Store;
        Repository.Dispose();
        await store.DisposeAsync();
        _stop.Dispose();
        _random.Dispose();
    }
}
