using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sites.Epochs;
using Mesh.Sites.Watchdogs;

namespace Mesh.Sites.Agents;

/// <summary>
/// Holds the parts of one site: keeps its lease while the site is production, fences what writes before the
/// lease ends, and does orders, of a component one at a time.
/// </summary>
/// <remarks>
/// A part writes only between <see cref="SiteVerb.Promote"/>, which is refused without a lease of the order's
/// epoch, and the fence. What was promoted before a restart, or before a lease that ended without another
/// site's taking over, is promoted again by the agent itself as soon as the lease is back.
/// </remarks>
public sealed class SiteAgent : IAsyncDisposable
{
    private static readonly TimeSpan TendPause = TimeSpan.FromSeconds(1);

    private readonly string system;
    private readonly string site;
    private readonly SiteLease lease;
    private readonly EpochMemory memory;
    private readonly AnswerMemory answers;
    private readonly IWatchdog watchdog;
    private readonly LeaseRules rules;
    private readonly TimeProvider time;
    private readonly Action<string> told;
    private readonly Dictionary<string, AgentPart> parts;
    private readonly SiteFence fence;
    private long allowed;
    private volatile bool unfenced;

    /// <param name="system">The system's name.</param>
    /// <param name="site">The site's name.</param>
    /// <param name="parts">The site's parts, one a component.</param>
    /// <param name="lease">The site's lease.</param>
    /// <param name="memory">What it knows of epochs; the lease's own.</param>
    /// <param name="answers">What it has answered.</param>
    /// <param name="watchdog">Stops the writes when this agent does not.</param>
    /// <param name="rules">The lease's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="told">Told what happens, for the log.</param>
    public SiteAgent(
        string system,
        string site,
        IEnumerable<ISitePart> parts,
        SiteLease lease,
        EpochMemory memory,
        AnswerMemory answers,
        IWatchdog watchdog,
        LeaseRules rules,
        TimeProvider time,
        Action<string> told)
    {
        (this.system, this.site, this.lease, this.memory) = (system, site, lease, memory);
        (this.answers, this.watchdog, this.rules) = (answers, watchdog, rules);
        (this.time, this.told) = (time, told);
        this.parts = parts.ToDictionary(
            part => part.Component, part => new AgentPart(part), StringComparer.Ordinal);
        fence = new SiteFence([.. this.parts.Values], watchdog, told);
    }

    // The fence and the watchdog's commands have to be done when the lease is over.
    private long FenceAt => time.Before(
        Math.Min(lease.Until, Volatile.Read(ref allowed)), rules.FenceTime + rules.KillTime);

    private bool MayWrite => fence.IsOpen && time.GetTimestamp() < FenceAt;

    /// <summary>Keeps the lease until it is cancelled; then it fences and returns.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        unfenced = memory.Promoted.Count > 0;
        await FenceIfDueAsync("the agent has started", cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] loops =
        [
            KeepAsync(ending.Token), GuardAsync(ending.Token),
            .. parts.Values.Select(part => TendAsync(part, ending.Token)),
        ];
        await Task.WhenAny(loops);

        // Without its other half neither may go on.
        await ending.CancelAsync();
        var running = Task.WhenAll(loops);
        await running.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        lease.End();
        while (unfenced)
        {
            await FenceIfDueAsync("the agent ends", CancellationToken.None);
        }

        if (!cancellationToken.IsCancellationRequested)
        {
            await running;
        }
    }

    /// <summary>Whether load balancers may send work to the component here.</summary>
    public async Task<bool> ServesAsync(string component, CancellationToken cancellationToken) =>
        MayWrite && parts.TryGetValue(component, out var part)
            && await part.Part.ServesAsync(cancellationToken)
            && MayWrite;

    /// <summary>Does an order, or finds it done, and says what came of it.</summary>
    public async Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.System != system || order.Site != site)
        {
            return SiteAnswer.Failed(order, "wrong-site", $"this is site {site} of {system}", "", false);
        }

        if (!parts.TryGetValue(order.Component, out var part))
        {
            return SiteAnswer.Failed(order, "component-unknown", $"site {site} has no {order.Component}",
                "name it in the agent's configuration", false);
        }

        if (answers.Find(order.OrderId) is { } given)
        {
            return given;
        }

        if (Refusal(order) is { } refusal)
        {
            return refusal;
        }

        if (order.Verb != SiteVerb.Fence)
        {
            await memory.SawAsync(order.Epoch, cancellationToken);
            return await DoInTurnAsync(part, order, cancellationToken);
        }

        part.FenceBegins();
        try
        {
            await memory.SawAsync(order.Epoch, cancellationToken);
            return await DoFenceAsync(part, order, cancellationToken);
        }
        finally
        {
            part.FenceEnds();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await watchdog.DisposeAsync();
        fence.Dispose();
        foreach (var part in parts.Values)
        {
            part.Dispose();
        }
    }

    private SiteAnswer? Refusal(SiteOrder order) =>
        order.Epoch < memory.Seen
            ? SiteAnswer.Failed(
                order, "stale-epoch", $"it was given in epoch {order.Epoch}, and {memory.Seen} has been seen",
                "whoever gave it is no longer the one to give orders", false)
        : answers.HasOvertaken(order)
            ? SiteAnswer.Failed(
                order, "overtaken", "a later order for this component has been answered already",
                "it came too late to have an effect; look at the runbook that gave it", false)
        : null;

    private async Task<SiteAnswer> DoFenceAsync(
        AgentPart part, SiteOrder order, CancellationToken cancellationToken)
    {
        await memory.DemotedAsync(part.Component, cancellationToken);
        if (order.Epoch > lease.Epoch)
        {
            lease.End();
        }

        // A fence waits for nothing; what is being done meanwhile is fenced once more when it has ended.
        var answer = await AskAsync(part, order, cancellationToken);
        if (answer.Succeeded && part.IsBusy && !await fence.FenceAsync(part, cancellationToken))
        {
            answer = SiteAnswer.Failed(order, "fence-failed",
                "another order was being done, and the fence after it failed", "ask again", true);
        }

        await answers.RememberAsync(answer, cancellationToken);
        return answer;
    }

    private async Task<SiteAnswer> DoInTurnAsync(
        AgentPart part, SiteOrder order, CancellationToken cancellationToken)
    {
        // An order that comes while a fence falls comes after it, and is not what the fence is to end.
        await part.FencesOver.WaitAsync(cancellationToken);
        await part.Turn.WaitAsync(cancellationToken);
        part.Begin();
        try
        {
            if (answers.Find(order.OrderId) is { } given)
            {
                return given;
            }

            // Another order may have been waited for, and a newer epoch have come.
            if (Refusal(order) is { } refusal)
            {
                return refusal;
            }

            if (order.Verb is SiteVerb.Follow or SiteVerb.Stop)
            {
                await memory.DemotedAsync(part.Component, cancellationToken);
            }

            var answer = order.Verb == SiteVerb.Promote
                ? await PromoteAsync(part, order, cancellationToken)
                : await AskAsync(part, order, cancellationToken);
            if (answer.Code is not ("no-lease" or "lease-ended"))
            {
                await answers.RememberAsync(answer, cancellationToken);
            }

            return answer;
        }
        finally
        {
            part.End();
            part.Turn.Release();
        }
    }

    private async Task<SiteAnswer> PromoteAsync(
        AgentPart part, SiteOrder order, CancellationToken cancellationToken)
    {
        // That a lease was waited for elsewhere, by another clock, does not stand for this site's own wait.
        if (order.Evidence is { Kind: not EvidenceKind.LeaseEnded })
        {
            lease.AcceptEvidence(order.Epoch);
        }

        await RenewAsync(cancellationToken);
        if (!MayWrite || lease.Epoch != order.Epoch)
        {
            return SiteAnswer.Failed(order, "no-lease",
                $"site {site} holds no lease of epoch {order.Epoch}",
                "see to voters and watchdog; where another site has claimed a newer epoch, ask there",
                true);
        }

        await memory.PromotedAsync(part.Component, cancellationToken);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            fence.Production, cancellationToken);
        var answer = await AskAsync(part, order, both.Token);
        return MayWrite && lease.Epoch == order.Epoch
            ? answer
            : SiteAnswer.Failed(order, "lease-ended", "the lease ended meanwhile; it has been fenced again",
                "see to the voters", true);
    }

    private async Task<SiteAnswer> AskAsync(
        AgentPart part, SiteOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return await part.Part.DoAsync(order, cancellationToken);
        }
        catch (OperationCanceledException) when (fence.Production.IsCancellationRequested)
        {
            return SiteAnswer.Failed(order, "lease-ended", "the lease ended meanwhile", "", true);
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            return SiteAnswer.Failed(order, (error as MeshException)?.Code ?? "part-failed", error.Message,
                (error as MeshException)?.Hint ?? "", true);
        }
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await RenewAsync(cancellationToken);
            await RestoreAsync(cancellationToken);
            await Task.Delay(rules.Pause, time, cancellationToken);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            await lease.RenewAsync(cancellationToken);
            var until = lease.Until;
            if (!lease.IsValid)
            {
                return;
            }

            if (!await fence.OpenAsync(time.Before(until, rules.KillTime), cancellationToken))
            {
                told("the watchdog does not answer: the lease is not lengthened");
                return;
            }

            // In this order: until it may write there is nothing to fence, and what runs here before its
            // first lease is not to be ended because a watchdog takes its time to start.
            Volatile.Write(ref allowed, until);
            unfenced = true;
        }
        catch (MeshException error)
        {
            told($"the lease is not lengthened: {error.Message}");
        }
    }

    private async Task TendAsync(AgentPart part, CancellationToken cancellationToken)
    {
        var failure = "";
        while (true)
        {
            try
            {
                await part.Part.TendAsync(cancellationToken);
                failure = "";
            }
            catch (MeshException error)
            {
                // Said once: a server that is away is tended again when it is back.
                if (failure != error.Message)
                {
                    told($"{part.Component} is not tended: {error.Message}");
                    failure = error.Message;
                }
            }

            await Task.Delay(TendPause, time, cancellationToken);
        }
    }

    // What was production before its lease ended, and is again, with no other site's in between.
    private async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (var part in parts.Values.Where(part => memory.Promoted.Contains(part.Component)))
        {
            if (!MayWrite || part.IsBusy || await part.Part.ServesAsync(cancellationToken))
            {
                continue;
            }

            await part.Turn.WaitAsync(cancellationToken);
            part.Begin();
            try
            {
                if (MayWrite && memory.Promoted.Contains(part.Component))
                {
                    using var both = CancellationTokenSource.CreateLinkedTokenSource(
                        fence.Production, cancellationToken);
                    var answer = await AskAsync(part, Again(part), both.Token);
                    told(answer.Succeeded
                        ? $"{part.Component} is production again: {answer.Told}"
                        : $"{part.Component} is not production again: {answer.Told}");
                }
            }
            finally
            {
                part.End();
                part.Turn.Release();
            }
        }
    }

    private SiteOrder Again(AgentPart part) => new()
    {
        OrderId = "", System = system, Site = site, Component = part.Component,
        Verb = SiteVerb.Promote, Epoch = lease.Epoch,
    };

    private async Task GuardAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (unfenced && !MayWrite)
            {
                await FenceIfDueAsync("its lease ends", cancellationToken);
            }

            await Task.Delay(rules.Length / 100, time, cancellationToken);
        }
    }

    private async Task FenceIfDueAsync(string why, CancellationToken cancellationToken)
    {
        if (!unfenced)
        {
            return;
        }

        // Taken back first: a lease that is got while the fence falls has to be noticed.
        unfenced = false;
        if (!await fence.FenceAsync(why, cancellationToken))
        {
            unfenced = true;
            await Task.Delay(rules.Length / 20, time, cancellationToken);
        }
    }
}
