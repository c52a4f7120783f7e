using System.Buffers;
using System.Runtime.CompilerServices;
using Mesh.Storage;

namespace Mesh.Tests.Storage.Retries;

/// <summary>A store whose listings come in pages with long pauses; it does nothing else.</summary>
internal sealed class SlowListing(TimeProvider time, int pages, TimeSpan pause) : IObjectStore
{
    public string Location => "slow";

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = 0; page < pages; page++)
        {
            await Task.Delay(pause, time, cancellationToken);
            yield return new ObjectInfo($"{page}", page);
        }
    }

    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task PutAsync(
        string key,
        ReadOnlySequence<byte> content,
        PutCondition condition,
        CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task ReadAsync(
        string key, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
