using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mesh.Storage.Errors;
using Polly;
using Polly.Retry;

namespace Mesh.Storage.Retries;

/// <summary>
/// Repeats what failed for a passing reason, with growing pauses, and ends what stalls. Errors that only an
/// act can mend (denied, full, refused, missing) come through at once. A truncated object is read a second
/// time, since the transfer may have been short, not the object. What finally fails says how long it was
/// tried.
/// </summary>
public sealed class RetryingObjectStore : IObjectStore
{
    private static readonly Func<long> NoProgress = () => 0;

    private static readonly ResiliencePropertyKey<Operation> Current = new("mesh.operation");

    private readonly IObjectStore inner;
    private readonly RetryOptions options;
    private readonly TimeProvider time;
    private readonly ResiliencePipeline pipeline;
    private readonly StallGuard guard;

    /// <param name="inner">Owned, and disposed with this.</param>
    /// <param name="options">How patient to be.</param>
    /// <param name="time">For pauses and limits.</param>
    /// <param name="jitter">Spreads the pauses; used under a lock.</param>
    public RetryingObjectStore(IObjectStore inner, RetryOptions options, TimeProvider time, Random jitter)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(options);
        this.inner = inner;
        this.options = options;
        this.time = time;
        guard = new StallGuard(inner.Location, options, time);
        var turn = new Lock();
        pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.FirstDelay,
            MaxDelay = options.LargestDelay,
            Randomizer = () =>
            {
                lock (turn)
                {
                    return jitter.NextDouble();
                }
            },
            ShouldHandle = arguments => ValueTask.FromResult(
                IsWorthRepeating(arguments.Outcome.Exception, arguments.AttemptNumber)
                && SinceFirstFailure(Of(arguments.Context)) < options.GiveUpAfter),
            OnRetry = arguments =>
            {
                var operation = Of(arguments.Context);
                options.OnRetry?.Invoke(new RetryNotice(
                    operation.Kind, operation.Key, arguments.AttemptNumber + 1, arguments.RetryDelay,
                    (ObjectStoreException)arguments.Outcome.Exception!));
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    public string Location => inner.Location;

    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.Stat, key, 0, (_, stop) => inner.StatAsync(key, stop), cancellationToken);

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Gathered before the first is handed out: a listing that breaks off must begin anew, and must not
        // repeat itself.
        long found = 0;
        var listing = await RunAsync(StoreOperation.List, prefix, 0, async (_, stop) =>
        {
            List<ObjectInfo> all = [];
            await foreach (var info in inner.ListAsync(prefix, stop))
            {
                all.Add(info);
                Interlocked.Increment(ref found);
            }

            return all;
        }, cancellationToken, () => Interlocked.Read(ref found));
        foreach (var info in listing)
        {
            yield return info;
        }
    }

    public async Task PutAsync(
        string key,
        ReadOnlySequence<byte> content,
        PutCondition condition,
        CancellationToken cancellationToken)
    {
        var exists = await RunAsync(StoreOperation.Put, key, content.Length, async (attempt, stop) =>
        {
            try
            {
                await inner.PutAsync(key, content, condition, stop);
                return null;
            }
            catch (ObjectExistsException error)
                when (attempt > 0)
            {
                return error;
            }
        }, cancellationToken);

        // An earlier attempt that failed may have put it. If what is there is what was to be put, all is
        // well. Each read is tried again by itself: a store that fails now and then would hardly ever give
        // all in a row.
        if (exists is not null && !await HoldsAsync(key, content, cancellationToken))
        {
            throw exists;
        }
    }

    public Task ReadAsync(
        string key, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.Read, key, destination.Length, async (_, stop) =>
        {
            await inner.ReadAsync(key, offset, destination, stop);
            return true;
        }, cancellationToken);

    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken) =>
        RunAsync(StoreOperation.Delete, key, 0, (_, stop) => inner.DeleteAsync(key, stop), cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static bool IsWorthRepeating(Exception? error, int attempt) => error switch
    {
        ObjectTruncatedException => attempt == 0,
        ObjectStoreException { IsTransient: true } => true,
        _ => false,
    };

    private static Operation Of(ResilienceContext context) =>
        context.Properties.TryGetValue(Current, out var operation)
            ? operation
            : throw new UnreachableException("every call sets its operation");

    private TimeSpan SinceFirstFailure(Operation operation) =>
        time.GetElapsedTime(operation.FirstFailure ??= time.GetTimestamp());

    private async Task<T> RunAsync<T>(
        StoreOperation kind,
        string key,
        long bytes,
        Func<int, CancellationToken, Task<T>> attempt,
        CancellationToken cancellationToken,
        Func<long>? progress = null)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        var operation = new Operation(kind, key, time.GetTimestamp());
        context.Properties.Set(Current, operation);
        var attempts = 0;
        try
        {
            return await pipeline.ExecuteAsync(async running =>
            {
                var number = attempts++;
                return await guard.RunAsync(
                    key, bytes, stop => attempt(number, stop), progress ?? NoProgress,
                    running.CancellationToken);
            }, context);
        }
        catch (ObjectStoreException error) when (attempts > 1 && error.IsTransient)
        {
            var seconds = time.GetElapsedTime(operation.Started).TotalSeconds;
            throw new ObjectStoreException(error.Code, error.Subject, error.Cause,
                $"gave up after {attempts} attempts in {seconds:0} s",
                isTransient: true, innerException: error);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<bool> HoldsAsync(
        string key, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        const int step = 1 << 20;
        if (await StatAsync(key, cancellationToken) is not { } info || info.Size != content.Length)
        {
            return false;
        }

        var buffer = new byte[Math.Min(step, content.Length)];
        for (long offset = 0; offset < content.Length;)
        {
            var part = buffer.AsMemory(0, (int)Math.Min(step, content.Length - offset));
            await ReadAsync(key, offset, part, cancellationToken);
            if (!IsSame(content.Slice(offset, part.Length), part.Span))
            {
                return false;
            }

            offset += part.Length;
        }

        return true;
    }

    private static bool IsSame(ReadOnlySequence<byte> left, ReadOnlySpan<byte> right)
    {
        foreach (var segment in left)
        {
            if (!segment.Span.SequenceEqual(right[..segment.Length]))
            {
                return false;
            }

            right = right[segment.Length..];
        }

        return true;
    }

    private sealed class Operation(StoreOperation kind, string key, long started)
    {
        public StoreOperation Kind => kind;

        public string Key => key;

        public long Started => started;

        public long? FirstFailure { get; set; }
    }
}
