using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>
/// Gathers evidence that a component's old production can acknowledge no more writes: the first that is
/// accepted counts. Deterministic.
/// </summary>
internal sealed class FenceGathering(
    TaskOrchestrationContext context, RunbookInput input, RunbookOrders orders)
{
    /// <param name="step">The fence.</param>
    /// <param name="won">The epoch in whose name it is done.</param>
    /// <param name="wonAt">When it was surely won.</param>
    public async Task<StepOutcome> GatherAsync(RunbookStep step, EpochWon won, DateTime wonAt)
    {
        var planned = input.Situation.Mode == RunbookMode.Planned;
        var patience = planned ? step.Seconds : Math.Min(step.Seconds, input.Policy.AskSeconds);
        var fence = orders.GiveAsync(
            new SiteOrder
            {
                OrderId = "", System = "", Site = step.Site, Component = step.Component,
                Verb = SiteVerb.Fence, Epoch = won.Epoch,
            },
            TimeSpan.FromSeconds(patience));

        // Planned, the standby goes on receiving until it has all.
        if (planned)
        {
            return Judge(step, [await fence]);
        }

        var hold = orders.GiveAsync(
            new SiteOrder
            {
                OrderId = "", System = "", Site = step.Peer, Component = step.Component,
                Verb = SiteVerb.Hold, Epoch = won.Epoch, Primary = step.Site,
            },
            TimeSpan.FromSeconds(step.Seconds));
        var first = await Task.WhenAny(hold, fence);
        if (Accepted(await first) is { } early && first == hold)
        {
            return early;
        }

        // A fence alone is not enough: the standby must not take more while it catches up.
        var both = Judge(step, [await hold, await fence]);
        if (both.Succeeded || !won.Watched || won.Before != step.Site)
        {
            return both;
        }

        var end = wonAt + TimeSpan.FromSeconds(input.Policy.LeaseSeconds + input.Policy.MarginSeconds);
        if (end > context.CurrentUtcDateTime)
        {
            await context.CreateTimer(end, CancellationToken.None);
        }

        var told = $"the lease of {step.Site} ended under its watchdog; waited "
            + $"{(context.CurrentUtcDateTime - wonAt).TotalSeconds:0.#} s since the epoch was won";
        return new StepOutcome(true, told)
        {
            Evidence = new FenceEvidence(
                EvidenceKind.LeaseEnded, told, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero)),
            Database = (await hold).Database,
        };
    }

    private static StepOutcome Judge(RunbookStep step, IReadOnlyList<SiteAnswer> answers)
    {
        var accepted = answers.Select(Accepted).FirstOrDefault(outcome => outcome is not null);
        if (accepted is not null)
        {
            return accepted with
            {
                Database = answers.Select(answer => answer.Database)
                    .FirstOrDefault(facts => facts is not null),
            };
        }

        return new StepOutcome(false, string.Join("; ", answers.Select(answer => answer.Told)))
        {
            Hint = $"make sure by other means that {step.Component} at {step.Site} is off, then decide "
                + "'override' in your name; or bring its agent back and decide 'retry'",
            Retryable = answers.Any(answer => answer.Retryable),
        };
    }

    private static StepOutcome? Accepted(SiteAnswer answer) =>
        answer is { Succeeded: true, Evidence: not null } ? StepOutcome.Of(answer) : null;
}
