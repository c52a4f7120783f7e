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
    public static async Task<MasterKey> CreateAsync(
        IObjectStore store, string password, RepositoryOptions options, CancellationToken cancellationToken)
    {
        var bytes = new byte[MasterKey.Size];
        options.RandomNumberGenerator.GetBytes(bytes);
        var masterKey = new MasterKey(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        var file = KeyFile.Create(masterKey, password, options.KeyCost, options.RandomNumberGenerator);
        var content = file.Write(options.Host, options.TimeProvider.GetLocalNow());
        await store.PutAsync(RepositoryLayout.Key(FileKind.Key, BlobId.Of(content.Span)), content,
            PutCondition.IfAbsent, cancellationToken);
        return masterKey;
    }

    /// <summary>Tries the password on every key file.</summary>
    public static async Task<MasterKey> OpenAsync(
        IObjectStore store, string password, CancellationToken cancellationToken)
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
                    return key;
                }
            }
            catch (MeshException error)
            {
                // Another key may be sound; this one is reported if none opens.
                damage = error;
            }
        }

        throw damage ?? new MeshException("wrong-password", store.Location, "no key opens with this password",
            "check the password file", ExitCode.WrongPassword);
    }

    /// <summary>Checks a key file without its password.</summary>
    /// <exception cref="MeshException">It is not what its name says, or makes no sense.</exception>
    public static async Task VerifyAsync(IObjectStore store, BlobId id, CancellationToken cancellationToken)
    {
        var content = await store.GetAsync(
            RepositoryLayout.Key(FileKind.Key, id), MaxKeySize, cancellationToken);
        if (BlobId.Of(content) != id)
        {
            throw Damage.Of("damaged-key", $"key {id}", "its bytes do not have the hash that is its name");
        }

        KeyFile.Parse(id, content);
    }
}
