using Mesh.Orchestrations.Movements;
using Mesh.Storage;
using Mesh.Vault;

namespace Mesh.Activities.Vaults;

/// <summary>A repository that is open, with the store it owns. Disposing closes both.</summary>
public sealed class OpenedVault(IObjectStore store, Repository repository) : IAsyncDisposable
{
    private readonly SemaphoreSlim loading = new(1, 1);
    private readonly HashSet<string> loadedFor = new(StringComparer.Ordinal);

    public Repository Repository => repository;

    /// <summary>
    /// Brings the index up to date with the store once for each attempt of a run, since what others have
    /// removed must not be taken for present; and for a movement that is sent again, which may have failed
    /// for that reason.
    /// </summary>
    /// <returns>Whether it was loaded now.</returns>
    public async Task<bool> LoadIndexAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var occasion = $"{message.Run.RunId}/{message.Attempt}";
        await loading.WaitAsync(cancellationToken);
        try
        {
            if (message.Send == 1 && loadedFor.Contains(occasion))
            {
                return false;
            }

            await repository.LoadIndexAsync(null, cancellationToken);
            loadedFor.Add(occasion);
            return true;
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>Brings the index up to date with the store.</summary>
    public async Task ReloadIndexAsync(CancellationToken cancellationToken)
    {
        await loading.WaitAsync(cancellationToken);
        try
        {
            await repository.LoadIndexAsync(null, cancellationToken);
        }
        finally
        {
            loading.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        repository.Dispose();
        loading.Dispose();
        await store.DisposeAsync();
    }
}
