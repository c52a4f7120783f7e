using Mesh.Domain.Errors;
using Mesh.Domain.Sites;

namespace Mesh.Sites;

/// <summary>
/// One verb at a time, and a fence before all others: it ends the verb that is being done, waits until that
/// has let go, and only then acts. So nothing that was begun before a fence undoes it. What nobody has asked
/// for gives way to every order: a write of it may be waiting for the standby that the order is to bring.
/// </summary>
internal sealed class Turns : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _lock = new();
    private CancellationTokenSource? _verb;
    private CancellationTokenSource? _tending;
    private int _waiting;

    /// <summary>Does a verb; what it throws for the component is the answer.</summary>
    public async Task<SiteAnswer> DoAsync(
        SiteOrder order,
        Func<CancellationToken, Task<SiteAnswer>> act,
        CancellationToken cancellationToken)
    {
        await AwaitTurnAsync(cancellationToken);
        using var verb = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Enter(verb);
        try
        {
            return await act(verb.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SiteAnswer.Failed(order, "fenced-meanwhile",
                "a fence came while this was being done, and ended it",
                "look at its status before asking again", retryable: false);
        }
        catch (MeshException error)
        {
            return Answer(order, error);
        }
        finally
        {
            Enter(null);
            _turn.Release();
        }
    }

    /// <summary>Does what nobody has asked for, unless something is being done.</summary>
    public async Task TendAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _waiting) > 0 || !await _turn.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return;
        }

        using var tending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Tend(tending);
        try
        {
            await act(tending.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A fence or an order came, and has ended it.
        }
        finally
        {
            Tend(null);
            _turn.Release();
        }
    }

    /// <summary>Fences.</summary>
    public async Task<FenceEvidence> FenceAsync(
        Func<CancellationToken, Task<FenceEvidence>> act, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _verb?.Cancel();
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await act(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A fence as the answer to an order.</summary>
    public async Task<SiteAnswer> FenceAsync(
        SiteOrder order,
        Func<CancellationToken, Task<FenceEvidence>> act,
        CancellationToken cancellationToken)
    {
        try
        {
            var evidence = await FenceAsync(act, cancellationToken);
            return SiteAnswer.Done(order, evidence.Told) with { Evidence = evidence };
        }
        catch (MeshException error)
        {
            return Answer(order, error) with { Retryable = true };
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The answer to a verb that means nothing to a part.</summary>
    public static SiteAnswer Unknown(SiteOrder order, string hint) => SiteAnswer.Failed(
        order, SiteAnswer.VerbUnknown, $"'{order.Verb}' means nothing to component '{order.Component}' here",
        hint, retryable: false);

    /// <summary>The answer to a verb that threw.</summary>
    public static SiteAnswer Answer(SiteOrder order, MeshException error) => SiteAnswer.Failed(
        order, error.Code, $"{error.Subject}: {error.Cause}", error.Hint,
        retryable: error is SitePartException { Retryable: true } || error.Code == "mariadb-unreachable");

    private async Task AwaitTurnAsync(CancellationToken cancellationToken)
    {
        // Counted first: a tending that begins now either sees the count, or is ended below.
        Interlocked.Increment(ref _waiting);
        try
        {
            lock (_lock)
            {
                _tending?.Cancel();
            }

            await _turn.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private void Tend(CancellationTokenSource? tending)
    {
        lock (_lock)
        {
            (_verb, _tending) = (tending, tending);
            if (Volatile.Read(ref _waiting) > 0)
            {
                tending?.Cancel();
            }
        }
    }

    private void Enter(CancellationTokenSource? verb)
    {
        lock (_lock)
        {
            _verb = verb;
        }
    }
}
