using System.Runtime.ExceptionServices;

namespace Mesh.Sources.Files.Backup;

/// <summary>
/// Runs work that begets more work, the newest first, so that a tree is walked in depth and little of it is
/// open at any time. The first error stops everything.
/// </summary>
internal sealed class WorkPool : IDisposable
{
    private readonly Stack<Func<Task>> _waiting = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly CancellationTokenSource _stop;
    private readonly Lock _gate = new();
    private int _unfinished;
    private ExceptionDispatchInfo? _error;

    public WorkPool(CancellationToken cancellationToken) =>
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    /// <summary>Cancelled from outside, or when a piece of work has failed.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Adds a piece of work; it is taken before those added earlier.</summary>
    public void Add(Func<Task> work)
    {
        lock (_gate)
        {
            _waiting.Push(work);
            _unfinished++;
        }

        _available.Release();
    }

    /// <summary>Works until nothing is left to do.</summary>
    public async Task RunAsync(int workers)
    {
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(workers))));
        _error?.Throw();
        _stop.Token.ThrowIfCancellationRequested();
    }

    public void Dispose()
    {
        _available.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync(int workers)
    {
        while (true)
        {
            try
            {
                await _available.WaitAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Func<Task>? work;
            lock (_gate)
            {
                if (!_waiting.TryPop(out work))
                {
                    return; // the signal that all is done
                }
            }

            await RunOneAsync(work, workers);
        }
    }

    private async Task RunOneAsync(Func<Task> work, int workers)
    {
        try
        {
            await work();
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(error), null);
            await _stop.CancelAsync();
        }

        var done = false;
        lock (_gate)
        {
            done = --_unfinished == 0;
        }

        if (done)
        {
            _available.Release(workers);
        }
    }
}
