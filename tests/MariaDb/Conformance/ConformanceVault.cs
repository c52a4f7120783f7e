using System.Security.Cryptography;
using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Storage.Memory;
using Mesh.Vault;

namespace Mesh.Tests.MariaDb.Conformance;

/// <summary>A repository in memory whose reads can be counted, and ended at one of them.</summary>
public sealed class ConformanceVault : IAsyncLifetime, IDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly FaultyObjectStore _store = new(new MemoryObjectStore(), FaultPlans.None);

    public Repository Repository { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var options = new RepositoryOptions
        {
            TimeProvider = TimeProvider.System,
            RandomNumberGenerator = _random,
        };
        Repository = await Repository.InitAsync(_store, "password", options, CancellationToken.None);
        await Repository.LoadIndexAsync(null, CancellationToken.None);
    }

    /// <summary>How many reads something makes.</summary>
    /// <param name="work">The work.</param>
    /// <param name="each">Told the number of each read before it is made, from 1.</param>
    public async Task<int> CountReadsAsync(Func<Task> work, Action<int>? each = null)
    {
        var reads = 0;
        _store.Plan = (operation, _) =>
        {
            if (operation == StoreOperation.Read)
            {
                each?.Invoke(Interlocked.Increment(ref reads));
            }

            return Fault.None;
        };
        try
        {
            await work();
            return reads;
        }
        finally
        {
            _store.Plan = FaultPlans.None;
        }
    }

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    public void Dispose()
    {
        Repository.Dispose();
        _random.Dispose();
    }
}
