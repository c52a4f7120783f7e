using System.Security.Cryptography;
using Mesh.Storage;
using Mesh.Storage.Memory;
using Mesh.Vault;

namespace Mesh.Tests.Vault;

/// <summary>Makes repositories whose keys cost little.</summary>
internal static class TestRepository
{
    public const string Password = "correct horse";

    public static RepositoryOptions Options(TimeProvider? time = null) => new()
    {
        TimeProvider = time ?? TimeProvider.System,
        RandomNumberGenerator = RandomNumberGenerator.Create(),
        KeyCost = 16,
    };

    public static Task<Repository> InitAsync(
        IObjectStore? store = null, TimeProvider? time = null, int version = 2) =>
        Repository.InitAsync(
            store ?? new MemoryObjectStore(), Password, Options(time) with { NewVersion = version },
            CancellationToken.None);

    /// <summary>A fresh view of the store, index loaded.</summary>
    public static async Task<Repository> OpenAsync(
        IObjectStore store, string password = Password, TimeProvider? time = null)
    {
        var repository = await Repository.OpenAsync(store, password, Options(time), CancellationToken.None);
        await repository.LoadIndexAsync(null, CancellationToken.None);
        return repository;
    }
}
