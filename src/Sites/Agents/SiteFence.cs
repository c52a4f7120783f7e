using Mesh.Domain.Sites;
using Mesh.Sites.Watchdogs;

namespace Mesh.Sites.Agents;

/// <summary>
/// Lets parts of a site write while its lease runs, and fences them all before it ends. What is being done
/// when the fence falls is cancelled, and its part fenced once more when it has ended.
/// </summary>
internal sealed class SiteFence(
    IReadOnlyList<AgentPart> parts, IWatchdog watchdog, Action<string> told) : IDisposable
{
    private readonly Lock guard = new();

    // Arming with opening, and disarming, exclude each other: nothing is open that no watchdog watches.
    private readonly SemaphoreSlim watching = new(1, 1);
    private CancellationTokenSource production = Ended();
    private bool open;

    /// <summary>Whether parts may write, as long as the lease runs.</summary>
    public bool IsOpen
    {
        get
        {
            lock (guard)
            {
                return open;
            }
        }
    }

    /// <summary>Cancelled when the fence falls.</summary>
    public CancellationToken Production
    {
        get
        {
            lock (guard)
            {
                return production.Token;
            }
        }
    }

    /// <summary>
    /// Lets parts write until the deadline, which the watchdog confirms; false where it does not.
    /// </summary>
    public async Task<bool> OpenAsync(long deadline, CancellationToken cancellationToken)
    {
        await watching.WaitAsync(cancellationToken);
        try
        {
            if (!await watchdog.ArmAsync(deadline, cancellationToken))
            {
                return false;
            }

            lock (guard)
            {
                if (!open)
                {
                    production = new CancellationTokenSource();
                    open = true;
                }
            }

            return true;
        }
        finally
        {
            watching.Release();
        }
    }

    /// <summary>Fences all parts that write; false where one could not be, or where the
    /// lease was got back meanwhile, so that there is something to fence again.</summary>
    public async Task<bool> FenceAsync(string why, CancellationToken cancellationToken)
    {
        CancellationTokenSource ending;
        lock (guard)
        {
            ending = production;
            open = false;
        }

        told($"fencing the site: {why}");
        await ending.CancelAsync();
        var fenced = await Task.WhenAll(
            parts.Where(part => part.Part.Writes).Select(part => FenceAsync(part, cancellationToken)));
        if (!fenced.All(done => done))
        {
            return false;
        }

        await watching.WaitAsync(cancellationToken);
        try
        {
            if (IsOpen)
            {
                return false;
            }

            await watchdog.DisarmAsync(cancellationToken);
            return true;
        }
        finally
        {
            watching.Release();
        }
    }

    /// <summary>Fences one part; once more after the order that was being done with it has ended.</summary>
    public async Task<bool> FenceAsync(AgentPart part, CancellationToken cancellationToken)
    {
        part.FenceBegins();
        try
        {
            var evidence = await part.Part.FenceAsync(cancellationToken);
            if (part.IsBusy)
            {
                await part.Turn.WaitAsync(cancellationToken);
                try
                {
                    evidence = await part.Part.FenceAsync(cancellationToken);
                }
                finally
                {
                    part.Turn.Release();
                }
            }

            told($"{part.Component} is fenced: {evidence.Told}");
            return true;
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            told($"{part.Component} could not be fenced: {error.Message}");
            return false;
        }
        finally
        {
            part.FenceEnds();
        }
    }

    public void Dispose()
    {
        production.Dispose();
        watching.Dispose();
    }

    private static CancellationTokenSource Ended()
    {
        var ended = new CancellationTokenSource();
        ended.Cancel();
        return ended;
    }
}
