using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Mesh.Storage.Errors;

namespace Mesh.Storage.Memory;

/// <summary>A store in this process's memory: for tests, and the plain model that the real stores are held
/// against.</summary>
public sealed class MemoryObjectStore : IObjectStore
{
    private readonly ConcurrentDictionary<string, byte[]> objects = new(StringComparer.Ordinal);

    public string Location => "memory";

    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(
            objects.TryGetValue(key, out var content) ? new ObjectInfo(key, content.Length) : null);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        await Task.CompletedTask;
        foreach (var (key, content) in objects)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return new ObjectInfo(key, content.Length);
            }
        }
    }

    public Task PutAsync(
        string key,
        ReadOnlySequence<byte> content,
        PutCondition condition,
        CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        var copy = content.ToArray();
        if (condition == PutCondition.Overwrite)
        {
            objects[key] = copy;
        }
        else if (!objects.TryAdd(key, copy))
        {
            throw new ObjectExistsException(Location, key);
        }

        return Task.CompletedTask;
    }

    public Task ReadAsync(
        string key, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        cancellationToken.ThrowIfCancellationRequested();
        if (!objects.TryGetValue(key, out var content))
        {
            throw new ObjectNotFoundException(Location, key);
        }

        if (offset > content.Length - destination.Length)
        {
            throw new ObjectTruncatedException(Location, key, offset + destination.Length, content.Length);
        }

        content.AsMemory((int)offset, destination.Length).CopyTo(destination);
        return Task.CompletedTask;
    }

    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(objects.TryRemove(key, out _));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
