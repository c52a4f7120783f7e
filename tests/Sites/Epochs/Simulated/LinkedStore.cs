using System.Buffers;
using Mesh.Storage;

namespace Mesh.Tests.Sites.Epochs.Simulated;

/// <summary>
/// A voter's store at the far end of a link. What is under way goes on whatever becomes of who asked: a put
/// that was given up may come late.
/// </summary>
internal sealed class LinkedStore(World world, Link link, IObjectStore far) : IObjectStore
{
    public string Location => far.Location;

    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken) =>
        SendAsync(() => far.StatAsync(key, default), cancellationToken);

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var all = await SendAsync(
            async () =>
            {
                var found = new List<ObjectInfo>();
                await foreach (var info in far.ListAsync(prefix, default))
                {
                    found.Add(info);
                }

                return found.OrderBy(info => info.Key, StringComparer.Ordinal).ToList();
            },
            cancellationToken);
        foreach (var info in all)
        {
            yield return info;
        }
    }

    public Task PutAsync(
        string key, ReadOnlySequence<byte> content, PutCondition condition,
        CancellationToken cancellationToken)
    {
        var copy = new ReadOnlySequence<byte>(content.ToArray());
        return SendAsync(
            async () =>
            {
                await far.PutAsync(key, copy, condition, default);
                return true;
            },
            cancellationToken);
    }

    public async Task ReadAsync(
        string key, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var bytes = await SendAsync(
            async () =>
            {
                var read = new byte[destination.Length];
                await far.ReadAsync(key, offset, read, default);
                return read;
            },
            cancellationToken);
        bytes.CopyTo(destination);
    }

    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken) =>
        SendAsync(() => far.DeleteAsync(key, default), cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> SendAsync<T>(Func<Task<T>> effect, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>();
        world.Network.Begin(async () =>
        {
            await world.DelayAsync(link.Slowest);
            if (link.CutThere)
            {
                return;
            }

            try
            {
                var result = await effect();
                await world.DelayAsync(link.Slowest);
                if (!link.CutBack)
                {
                    answer.TrySetResult(result);
                }
            }
            catch (Exception error)
            {
                answer.TrySetException(error);
            }
        });
        return answer.Task.WaitAsync(cancellationToken);
    }
}
