using System.Security.Cryptography;
using Mesh.Storage.Memory;
using Mesh.Vault;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>A repository in memory; making one is slow by design, so each class of tests has one.</summary>
public sealed class TestVault : IDisposable
{
    public TestVault() => Repository = Repository.InitAsync(
        Store,
        "password",
        new RepositoryOptions
        {
            TimeProvider = TimeProvider.System,
            RandomNumberGenerator = RandomNumberGenerator.Create(),
        },
        default).GetAwaiter().GetResult();

    public MemoryObjectStore Store { get; } = new();

    public Repository Repository { get; }

    public void Dispose() => Repository.Dispose();
}
