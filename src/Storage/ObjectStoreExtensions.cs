using System.Buffers;
using Mesh.Storage.Errors;

namespace Mesh.Storage;

/// <summary>What every store can do by means of the others.</summary>
public static class ObjectStoreExtensions
{
    /// <summary>The largest object that <see cref="GetAsync(IObjectStore, string, CancellationToken)"/>
    /// loads.</summary>
    public const int DefaultLimit = 256 << 20;

    /// <summary>The whole object, at most <see cref="DefaultLimit"/> bytes.</summary>
    public static Task<byte[]> GetAsync(
        this IObjectStore store, string key, CancellationToken cancellationToken) =>
        store.GetAsync(key, DefaultLimit, cancellationToken);

    /// <summary>
    /// The whole object, refused with code <c>object-too-large</c> above the limit, so that a hostile store
    /// cannot have us allocate without bound. An object replaced meanwhile by a shorter one throws; callers
    /// check hashes anyway.
    /// </summary>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    public static async Task<byte[]> GetAsync(
        this IObjectStore store, string key, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var info = await store.StatAsync(key, cancellationToken)
            ?? throw new ObjectNotFoundException(store.Location, key);
        if (info.Size > limit)
        {
            throw new ObjectStoreException("object-too-large", $"{store.Location}: {key}",
                $"the object has {info.Size} bytes, at most {limit} were expected");
        }

        var content = GC.AllocateUninitializedArray<byte>((int)info.Size);
        await store.ReadAsync(key, 0, content, cancellationToken);
        return content;
    }

    /// <summary>Puts content that lies in one piece.</summary>
    public static Task PutAsync(
        this IObjectStore store,
        string key,
        ReadOnlyMemory<byte> content,
        PutCondition condition,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.PutAsync(key, new ReadOnlySequence<byte>(content), condition, cancellationToken);
    }
}
