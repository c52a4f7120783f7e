using System.Buffers;
using Mesh.Storage;

namespace Mesh.Tests.Sources.Files;

/// <summary>Does something when the first pack is written.</summary>
internal sealed class HookedStore(IObjectStore inner, Action onFirstPack) : IObjectStore
{
    private int _packs;

    public string Location => inner.Location;

    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken) =>
        inner.StatAsync(key, cancellationToken);

    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task PutAsync(
        string key,
        ReadOnlySequence<byte> content,
        PutCondition condition,
        CancellationToken cancellationToken)
    {
        if (key.StartsWith("data/", StringComparison.Ordinal) && Interlocked.Increment(ref _packs) == 1)
        {
            onFirstPack();
        }

        return inner.PutAsync(key, content, condition, cancellationToken);
    }

    public Task ReadAsync(
        string key, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        inner.ReadAsync(key, offset, destination, cancellationToken);

    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken) =>
        inner.DeleteAsync(key, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
