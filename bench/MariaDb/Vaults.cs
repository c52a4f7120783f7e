using System.Security.Cryptography;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Storage.Files;
using Mesh.Vault;

namespace Mesh.Bench.MariaDb;

/// <summary>The repository and the server that a verb works with.</summary>
internal static class Vaults
{
    private const string Password = "bench";

    /// <summary>Root of the server behind a socket.</summary>
    public static MariaDbAddress Root(string socket) => new() { Socket = socket, User = "root" };

    /// <summary>Opens a repository, or makes it.</summary>
    public static async Task<Repository> OpenAsync(
        FileObjectStore store, string folder, RandomNumberGenerator random)
    {
        var options = new RepositoryOptions
        {
            TimeProvider = TimeProvider.System,
            RandomNumberGenerator = random,
        };
        var repository = Directory.Exists(Path.Combine(folder, "keys"))
            ? await Repository.OpenAsync(store, Password, options, CancellationToken.None)
            : await Repository.InitAsync(store, Password, options, CancellationToken.None);
        await repository.LoadIndexAsync(null, CancellationToken.None);
        return repository;
    }
}
