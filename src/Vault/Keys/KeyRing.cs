using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Vault.Crypto;
using Mesh.Vault.Errors;

namespace Mesh.Vault.Keys;

/// <summary>The key files of a repository.</summary>
internal static class KeyRing
{
    private const int MaxKeySize = 1 << 20;

    /// <summary>Makes a new master key and its first key file.</summary>
    public static async Task<(MasterKey Key, BlobId File)> CreateAsync(
        IObjectStore store, string password, RepositoryOptions options, CancellationToken cancellationToken)
    {
        var bytes = new byte[MasterKey.Size];
        options.RandomNumberGenerator.GetBytes(bytes);
        var masterKey = new MasterKey(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return (masterKey, await AddAsync(store, masterKey, password, options, cancellationToken));
    }

    /// <summary>Makes a key file by which another password opens the repository.</summary>
    public static async Task<BlobId> AddAsync(
        IObjectStore store,
        MasterKey masterKey,
        string password,
        RepositoryOptions options,
        CancellationToken cancellationToken)
    {
        var file = KeyFile.Create(masterKey, password, options.KeyCost, options.RandomNumberGenerator);
        var content = file.Write(options.Host, options.TimeProvider.GetLocalNow());
        var id = BlobId.Of(content.Span);
        var objectKey = RepositoryLayout.Key(FileKind.Key, id);
        await store.PutAsync(objectKey, content, PutCondition.IfAbsent, cancellationToken);
        return id;
    }

    /// <summary>A key file, checked without its password.</summary>
    /// <exception cref="MeshException"><c>damaged-key</c>: it is not what its name says, or makes no
    /// sense.</exception>
    public static async Task<KeyFile> LoadAsync(
        IObjectStore store, BlobId id, CancellationToken cancellationToken)
    {
        var content = await store.GetAsync(
            RepositoryLayout.Key(FileKind.Key, id), MaxKeySize, cancellationToken);
        if (BlobId.Of(content) != id)
        {
            throw Damage.Of("damaged-key", $"key {id}", "its bytes do not have the hash that is its name");
        }

        return KeyFile.Parse(id, content);
    }

    /// <summary>The key files that there are.</summary>
    public static async Task<List<BlobId>> ListAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var found = new List<BlobId>();
        await foreach (var item in store.ListAsync(RepositoryLayout.Folder(FileKind.Key), cancellationToken))
        {
            if (RepositoryLayout.TryParseId(item.Key, out var id))
            {
                found.Add(id);
            }
        }

        return found;
    }

    public static Task DeleteAsync(IObjectStore store, BlobId id, CancellationToken cancellationToken) =>
        store.DeleteAsync(RepositoryLayout.Key(FileKind.Key, id), cancellationToken);

    /// <summary>Tries the password on every key file.</summary>
    /// <param name="prove">
    /// Throws when a master key is not this repository's: a key file may be left of an attempt to make it
    /// that was cut off, and opens with the same password.
    /// </param>
    public static async Task<(MasterKey Key, BlobId File)> OpenAsync(
        IObjectStore store, string password, Func<MasterKey, Task> prove, CancellationToken cancellationToken)
    {
        MeshException? damage = null;
        await foreach (var item in store.ListAsync(RepositoryLayout.Folder(FileKind.Key), cancellationToken))
        {
            if (!RepositoryLayout.TryParseId(item.Key, out var id))
            {
                continue;
            }

            var content = await store.GetAsync(item.Key, MaxKeySize, cancellationToken);
            try
            {
                if (KeyFile.Parse(id, content).TryOpen(password) is { } key)
                {
                    await prove(key);
                    return (key, id);
                }
            }
            catch (MeshException error) when (Damage.Is(error))
            {
                // Another key may be sound; this one is reported if none opens.
                damage = error;
            }
        }

        throw damage ?? new MeshException("wrong-password", store.Location, "no key opens with this password",
            "check the password file", ExitCode.WrongPassword);
    }
}
