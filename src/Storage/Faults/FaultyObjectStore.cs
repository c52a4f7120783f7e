using System.Buffers;
using System.Runtime.CompilerServices;
using Mesh.Storage.Errors;

namespace Mesh.Storage.Faults;

/// <summary>
/// A store that fails, stalls and lies by plan, for the tests of everything that stands on a store. A fault
/// that means nothing to an operation (to flip a bit of a delete) does nothing.
/// </summary>
/// <param name="inner">Owned, and disposed with this.</param>
/// <param name="plan">What goes wrong. May be changed by <see cref="Plan"/> while the store is used.</param>
public sealed class FaultyObjectStore(IObjectStore inner, FaultPlan plan) : IObjectStore
{
    private long faults;

    /// <summary>What goes wrong from now on.</summary>
    public FaultPlan Plan { get; set; } = plan;

    /// <summary>How many calls a fault was planned for.</summary>
    public long FaultCount => Interlocked.Read(ref faults);

    public string Location => inner.Location;

    public async Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken)
    {
        var fault = await BeginAsync(StoreOperation.Stat, key, cancellationToken);
        var info = await inner.StatAsync(key, cancellationToken);
        End(fault, key);
        return fault == Fault.Hide || info is null ? null : Seen(info, fault);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var fault = await BeginAsync(StoreOperation.List, prefix, cancellationToken);
        List<ObjectInfo> all = [];
        await foreach (var info in inner.ListAsync(prefix, cancellationToken))
        {
            all.Add(info);
        }

        for (var i = 0; i < all.Count; i++)
        {
            if (fault == Fault.FailAfter && i == all.Count / 2)
            {
                break;
            }

            if (fault != Fault.Hide || i % 2 == 0)
            {
                yield return Seen(all[i], fault);
            }
        }

        End(fault, prefix);
    }

    public async Task PutAsync(
        string key,
        ReadOnlySequence<byte> content,
        PutCondition condition,
        CancellationToken cancellationToken)
    {
        var fault = await BeginAsync(StoreOperation.Put, key, cancellationToken);
        var stored = fault switch
        {
            Fault.ShortWrite => content.Slice(0, content.Length / 2),
            Fault.FlipBitOnWrite => WithFlippedBit(content),
            _ => content,
        };
        if (fault != Fault.LostWrite)
        {
            await inner.PutAsync(key, stored, condition, cancellationToken);
        }

        End(fault, key);
    }

    public async Task ReadAsync(
        string key, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var fault = await BeginAsync(StoreOperation.Read, key, cancellationToken);
        if (fault == Fault.Hide)
        {
            throw new ObjectNotFoundException(Location, key);
        }

        if (fault == Fault.Truncate)
        {
            var half = destination.Length / 2;
            await inner.ReadAsync(key, offset, destination[..half], cancellationToken);
            throw new ObjectTruncatedException(Location, key, offset + destination.Length, offset + half);
        }

        await inner.ReadAsync(key, offset, destination, cancellationToken);
        if (fault == Fault.FlipBitOnRead)
        {
            FlipBit(destination.Span);
        }

        End(fault, key);
    }

    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var fault = await BeginAsync(StoreOperation.Delete, key, cancellationToken);
        var removed = fault == Fault.LostWrite || await inner.DeleteAsync(key, cancellationToken);
        End(fault, key);
        return removed;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static ObjectInfo Seen(ObjectInfo info, Fault fault) =>
        fault == Fault.Truncate ? info with { Size = info.Size / 2 } : info;

    private static ReadOnlySequence<byte> WithFlippedBit(ReadOnlySequence<byte> content)
    {
        var copy = content.ToArray();
        FlipBit(copy);
        return new ReadOnlySequence<byte>(copy);
    }

    private static void FlipBit(Span<byte> content)
    {
        if (content.Length > 0)
        {
            content[content.Length / 2] ^= 0x10;
        }
    }

    private async Task<Fault> BeginAsync(
        StoreOperation operation, string key, CancellationToken cancellationToken)
    {
        var fault = Plan(operation, key);
        if (fault != Fault.None)
        {
            Interlocked.Increment(ref faults);
        }

        switch (fault)
        {
            case Fault.FailBefore:
                throw Failure(key);
            case Fault.Deny:
                throw new ObjectStoreException(
                    "store-denied", $"{Location}: {key}", "access is denied (injected)");
            case Fault.Stall:
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                break;
            case Fault.Hang:
                await new TaskCompletionSource().Task;
                break;
        }

        return fault;
    }

    private void End(Fault fault, string key)
    {
        if (fault == Fault.FailAfter)
        {
            throw Failure(key);
        }
    }

    private ObjectStoreException Failure(string key) => new(
        "store-unavailable", $"{Location}: {key}", "the store is unavailable (injected)", isTransient: true);
}
