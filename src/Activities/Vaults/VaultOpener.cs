using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Mesh.Activities.Secrets;
using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Mesh.Storage;
using Mesh.Storage.Locations;
using Mesh.Vault;

namespace Mesh.Activities.Vaults;

/// <summary>
/// Opens the vaults that runs name. An opened repository is kept, since deriving its key takes half a second
/// by design; a password that has changed opens it anew.
/// </summary>
public sealed class VaultOpener(
    Func<RepositoryLocation, IObjectStore> openStore, TimeProvider time, RandomNumberGenerator random)
        : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<OpenedVault>>> kept = new(StringComparer.Ordinal);

    /// <summary>The run's vault, shared by all who use it; not to be disposed of by the caller.</summary>
    /// <exception cref="MeshException">
    /// <c>no-repository</c>, <c>wrong-password</c>, <c>secret-missing</c>
    /// </exception>
    public async Task<OpenedVault> OpenAsync(RunScope run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var password = await SecretResolver.ResolveAsync(run.PasswordReference, cancellationToken);
        var key = Key(run, password);

        // Others may wait for the same opening: it must not end with the token of the first who asked.
        var opening = kept.GetOrAdd(key, _ => new Lazy<Task<OpenedVault>>(
            () => OpenNewAsync(run.Repository, password, CancellationToken.None)));
        try
        {
            return await opening.Value.WaitAsync(cancellationToken);
        }
        catch (Exception) when (opening.Value.IsFaulted)
        {
            kept.TryRemove(new KeyValuePair<string, Lazy<Task<OpenedVault>>>(key, opening));
            throw;
        }
    }

    /// <summary>The vault of a restore's movement, its index loaded, and the tree that is restored.</summary>
    public async Task<(Repository Repository, BlobId Tree)> OpenSnapshotAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var vault = await OpenAsync(message.Run, cancellationToken);
        await vault.LoadIndexAsync(message, cancellationToken);
        var snapshot = await vault.Repository.Snapshots.LoadAsync(
            BlobId.Parse(message.Snapshot), cancellationToken);
        return (vault.Repository, snapshot.Tree);
    }

    /// <summary>
    /// As <see cref="OpenAsync"/>, but looks whether the repository is still the one that was opened: its
    /// disk may have been unmounted since, or another made in its place, and what is written then would be
    /// nobody's.
    /// </summary>
    public async Task<OpenedVault> ReopenAsync(RunScope run, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(run, cancellationToken);
        if (await opened.Repository.IsStillThereAsync(cancellationToken))
        {
            return opened;
        }

        // Not disposed of: others may be about to find out too.
        foreach (var (key, opening) in kept)
        {
            if (opening.IsValueCreated
                && opening.Value.IsCompletedSuccessfully && opening.Value.Result == opened)
            {
                kept.TryRemove(key, out _);
            }
        }

        return await OpenAsync(run, cancellationToken);
    }

    /// <summary>The run's vault opened for this caller alone, with nothing known from before.</summary>
    public async Task<OpenedVault> OpenFreshAsync(RunScope run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var password = await SecretResolver.ResolveAsync(run.PasswordReference, cancellationToken);
        return await OpenNewAsync(run.Repository, password, cancellationToken);
    }

    /// <summary>Makes the run's repository unless it is there.</summary>
    public async Task CreateIfMissingAsync(RunScope run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            await ReopenAsync(run, cancellationToken);
        }
        catch (MeshException missing) when (missing.Code == "no-repository")
        {
            var password = await SecretResolver.ResolveAsync(run.PasswordReference, cancellationToken);
            var made =
                new Lazy<Task<OpenedVault>>(
                    () => InitAsync(run.Repository, password, CancellationToken.None));
            await made.Value.WaitAsync(cancellationToken);
            kept[Key(run, password)] = made;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opening in kept.Values.Where(opening => opening.IsValueCreated))
        {
            try
            {
                await (await opening.Value).DisposeAsync();
            }
            catch (MeshException)
            {
                // It never opened: whoever asked for it was told why.
            }
        }

        kept.Clear();
    }

    private Task<OpenedVault> OpenNewAsync(
        string repository, string password, CancellationToken cancellationToken) =>
        OpenedAsync(repository, store => Repository.OpenAsync(store, password, Options(), cancellationToken));

    private Task<OpenedVault> InitAsync(
        string repository, string password, CancellationToken cancellationToken) =>
        OpenedAsync(repository, store => Repository.InitAsync(store, password, Options(), cancellationToken));

    private async Task<OpenedVault> OpenedAsync(string repository, Func<IObjectStore, Task<Repository>> open)
    {
        var store = openStore(RepositoryLocation.Parse(repository));
        try
        {
            return new OpenedVault(store, await open(store));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private static string Key(RunScope run, string password) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run.Repository}\0{password}")));

    private RepositoryOptions Options() => new() { TimeProvider = time, RandomNumberGenerator = random };
}
