using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Vault.Crypto;
using Mesh.Vault.Errors;

namespace Mesh.Vault.Keys;

/// <summary>
/// The passwords of an opened repository: each opens a key file of its own, and all of these hold the same
/// master key. Who has had a password may have kept the master key; a removed password does not take that
/// back.
/// </summary>
public sealed class RepositoryKeys
{
    private readonly IObjectStore _store;
    private readonly MasterKey _master;
    private readonly RepositoryOptions _options;
    private BlobId _current;

    internal RepositoryKeys(
        IObjectStore store, MasterKey master, BlobId current, RepositoryOptions options) =>
        (_store, _master, _current, _options) = (store, master, current, options);

    /// <summary>All of them; those that are damaged are left out.</summary>
    public async Task<IReadOnlyList<RepositoryKey>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<RepositoryKey>();
        foreach (var id in await KeyRing.ListAsync(_store, cancellationToken))
        {
            try
            {
                var file = await KeyRing.LoadAsync(_store, id, cancellationToken);
                found.Add(new RepositoryKey(
                    id, file.User, file.Host, file.Created?.ToDateTimeOffset(), id == _current));
            }
            catch (MeshException error) when (Damage.Is(error))
            {
                // 'check' reports it; nobody can open the repository by it.
            }
        }

        return [.. found.OrderBy(key => key.Created)];
    }

    /// <summary>Lets another password open the repository, and makes sure that it does.</summary>
    /// <returns>The new key file.</returns>
    /// <exception cref="MeshException"><c>bad-password</c>: it is empty. <c>key-unverified</c>: the store gave
    /// back something else.</exception>
    public async Task<BlobId> AddAsync(string password, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (password.Length == 0)
        {
            throw new MeshException("bad-password", _store.Location, "the new password is empty",
                "write one into the file", ExitCode.BadInput);
        }

        var id = await KeyRing.AddAsync(_store, _master, password, _options, cancellationToken);
        var file = await KeyRing.LoadAsync(_store, id, cancellationToken);
        return file.TryOpen(password) is { } opened && opened.IsSame(_master)
            ? id
            : throw new MeshException("key-unverified", $"key {id}", "the new password does not open it",
                "try again, and look at the store");
    }

    /// <summary>Removes a key file: its password opens the repository no more.</summary>
    /// <param name="id">Its name, or enough of its beginning.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MeshException"><c>no-such-key</c>, <c>ambiguous-key</c>, <c>key-in-use</c></exception>
    public async Task<BlobId> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var matching = (await KeyRing.ListAsync(_store, cancellationToken))
            .Where(key => key.ToString().StartsWith(id, StringComparison.OrdinalIgnoreCase)).ToList();
        if (matching.Count != 1)
        {
            throw new MeshException(
                matching.Count == 0 ? "no-such-key" : "ambiguous-key", id, $"{matching.Count} keys begin so",
                "look at 'mesh vault key list'", ExitCode.BadInput);
        }

        if (matching[0] == _current)
        {
            throw new MeshException("key-in-use", id, "it is the key of the password that was given",
                "open the repository with another password", ExitCode.BadInput);
        }

        await KeyRing.DeleteAsync(_store, matching[0], cancellationToken);
        return matching[0];
    }

    /// <summary>
    /// Another password in place of the one that was given. Cut off, both open the repository.
    /// </summary>
    /// <returns>The new key file.</returns>
    /// <exception cref="MeshException">As <see cref="AddAsync"/>.</exception>
    public async Task<BlobId> ChangeAsync(string password, CancellationToken cancellationToken)
    {
        var added = await AddAsync(password, cancellationToken);
        await KeyRing.DeleteAsync(_store, _current, cancellationToken);
        return _current = added;
    }
}
