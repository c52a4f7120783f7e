using Mesh.Domain.Agents;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;

namespace Mesh.Sites.Hosting;

/// <summary>
/// Takes orders from the server, has each done while its lease is renewed, and answers it. An order that
/// could not be answered comes again, and is answered then from the agent's memory.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="does">Does an order; several at a time, since a fence waits for nothing.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads what several agents ask again.</param>
/// <param name="told">Told what happens, for the log.</param>
public sealed class OrderLoop(
    AgentServer server,
    Func<SiteOrder, CancellationToken, Task<SiteAnswer>> does,
    TimeProvider time,
    Random random,
    Action<string> told)
{
    private const int MostAtOnce = 64;
    private const int LongestText = 4000;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(OrderLimits.LongestWait);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private string away = "";

    /// <summary>
    /// Takes orders until it is cancelled, also while the server is away: that is said once.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var running = new List<Task>();
        try
        {
            for (var failures = 0; ;)
            {
                running.RemoveAll(order => order.IsCompleted);
                if (running.Count >= MostAtOnce)
                {
                    await Task.WhenAny(running);
                    continue;
                }

                try
                {
                    var leased = await server.LeaseAsync(Wait, Lease, cancellationToken);
                    failures = 0;
                    TellOfServer("");
                    if (leased is not null)
                    {
                        running.Add(DoAsync(leased, time.GetTimestamp(), cancellationToken));
                    }
                }
                catch (MeshException error)
                {
                    TellOfServer(error.Message);
                    await PauseAsync(failures++, cancellationToken);
                }
            }
        }
        finally
        {
            await Task.WhenAll(running).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task DoAsync(LeasedOrder leased, long began, CancellationToken cancellationToken)
    {
        var order = leased.Order;
        var held = new HeldOrder(leased.Receipt, began);
        try
        {
            SiteAnswer answer;
            using (var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
            {
                var keeping = KeepAsync(held, done.Token);
                try
                {
                    answer = await does(order, cancellationToken);
                }
                finally
                {
                    await done.CancelAsync();
                    await keeping;
                }
            }

            told($"{order.Verb} of {order.Component} in epoch {order.Epoch} ({order.OrderId}): "
                + (answer.Succeeded ? answer.Told : $"{answer.Code}: {answer.Told}"));
            await AnswerAsync(held, Bounded(answer), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent ends; the order comes again when another runs.
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            told($"{order.Verb} of {order.Component} ({order.OrderId}) was not done, and comes again: "
                + error.Message);
        }
    }

    // What stands at its end says what became of it; a program's whole output would not pass.
    private static SiteAnswer Bounded(SiteAnswer answer) => answer with
    {
        Told = answer.Told.Length > LongestText ? answer.Told[^LongestText..] : answer.Told,
        Hint = answer.Hint.Length > LongestText ? answer.Hint[..LongestText] : answer.Hint,
    };

    private async Task KeepAsync(HeldOrder held, CancellationToken done)
    {
        try
        {
            while (!held.IsLost)
            {
                await Task.Delay(Lease / 3, time, done);
                var asked = time.GetTimestamp();
                try
                {
                    // Not cut off half-way: who has not read the new receipt has none.
                    held.Renewed(await server.RenewAsync(held.Receipt, Lease, CancellationToken.None), asked);
                }
                catch (MeshException error)
                {
                    TellOfServer(error.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The order is done.
        }
    }

    private async Task AnswerAsync(HeldOrder held, SiteAnswer answer, CancellationToken cancellationToken)
    {
        // After its lease the order comes again, with another receipt.
        for (var failures = 0; !held.IsLost && time.GetElapsedTime(held.Since) < Lease; failures++)
        {
            try
            {
                await server.AnswerAsync(held.Receipt, answer, cancellationToken);
                return;
            }
            catch (MeshException error) when (error.Code == "server-away")
            {
                TellOfServer(error.Message);
                await PauseAsync(failures, cancellationToken);
            }
        }
    }

    private void TellOfServer(string reason)
    {
        if (Interlocked.Exchange(ref away, reason) is var before && before != reason)
        {
            told(reason.Length > 0 ? $"no orders come: {reason}" : $"{server.Location} answers again");
        }
    }

    private Task PauseAsync(int failures, CancellationToken cancellationToken)
    {
        var most = FirstPause * Math.Pow(2, Math.Min(failures, 10));
        return Task.Delay(
            (most < LongestPause ? most : LongestPause) * (0.5 + (random.NextDouble() / 2)), time,
            cancellationToken);
    }

    private sealed class HeldOrder(string receipt, long since)
    {
        public string Receipt { get; private set; } = receipt;

        public long Since { get; private set; } = since;

        public bool IsLost { get; private set; }

        public void Renewed(string? next, long at)
        {
            IsLost = next is null;
            (Receipt, Since) = (next ?? Receipt, at);
        }
    }
}
