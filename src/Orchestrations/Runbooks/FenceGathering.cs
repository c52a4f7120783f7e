using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>
/// Gathers evidence that a component's old production can acknowledge no more writes: the first that is
/// accepted counts. Deterministic.
/// </summary>
internal sealed class FenceGathering(
    TaskOrchestrationContext context, RunbookInput input, RunbookOrders orders, string claimer)
{
    /// <param name="step">The fence.</param>
    /// <param name="epoch">The epoch in whose name it is done.</param>
    public async Task<StepOutcome> GatherAsync(RunbookStep step, long epoch)
    {
        var planned = input.Situation.Mode == RunbookMode.Planned;
        var fence = orders.GiveAsync(
            Order(step, step.Site, SiteVerb.Fence, epoch),
            TimeSpan.FromSeconds(planned ? step.Seconds : Math.Min(step.Seconds, input.Policy.AskSeconds)));

        // Planned, the standby goes on receiving until it has all.
        if (planned)
        {
            var answer = await fence;
            return Fenced(answer) is { Database.Applied.Length: > 0 } fenced
                ? fenced
                : Refused(step, [answer]);
        }

        // What is filled from the vault receives nothing from its primary, and has nothing to hold.
        if (input.Situation.Parts.Any(part => part.Component == step.Component && part.IsFilled))
        {
            var answer = await fence;
            return Fenced(answer) ?? await WaitedAsync(step, epoch, [answer]);
        }

        var hold = HoldAsync(step, epoch, overridden: null);

        // Whatever else is shown, the standby must not take more while it catches up.
        var held = await hold;
        if (held.IsOvertaken())
        {
            return Refused(step, [held]);
        }

        if (AcknowledgesNothing(step, held) is { } refused)
        {
            return refused;
        }

        // One that takes more may be promoted only when nobody can tell what it has: it must hold first.
        if (!held.IsHeld())
        {
            return new StepOutcome(false, held.Told)
            {
                Hint = $"bring the server and the agent of {step.Peer} back, then decide 'retry': a standby has to "
                    + "stop receiving before it is promoted; one that was fenced itself, and whose primary is "
                    + "lost for good, takes over where somebody decides 'override' in their name",
                Retryable = held.Retryable,
                Unheld = true,
            };
        }

        var answered = await fence;
        if (Fenced(answered) is { } shown)
        {
            return shown with { Database = held.Database };
        }

        var waited = await WaitedAsync(step, epoch, [held, answered]);
        return waited.Succeeded ? waited with { Database = held.Database } : waited;
    }

    /// <summary>Lets somebody answer for the old production; the standby still has to stop
    /// receiving.</summary>
    /// <param name="step">The fence.</param>
    /// <param name="epoch">The epoch in whose name it is done.</param>
    /// <param name="overridden">Who answers, as evidence.</param>
    public async Task<StepOutcome> HoldAnywayAsync(RunbookStep step, long epoch, StepOutcome overridden)
    {
        var held = await HoldAsync(step, epoch, overridden.Evidence);
        return held.IsHeld()
            ? overridden
            : StepOutcome.Of(held) with { Retryable = false, Unheld = true };
    }

    private Task<SiteAnswer> HoldAsync(RunbookStep step, long epoch, FenceEvidence? overridden) =>
        orders.GiveAsync(
            Order(step, step.Peer, SiteVerb.Hold, epoch) with { Primary = step.Site, Evidence = overridden },
            TimeSpan.FromSeconds(Math.Min(step.Seconds, input.Policy.HoldSeconds)));

    private async Task<StepOutcome> WaitedAsync(
        RunbookStep step, long epoch, IReadOnlyList<SiteAnswer> answers)
    {
        var waited = await WaitedAsync(step, epoch);
        var refused = Refused(step, answers);
        return waited.Succeeded ? waited : refused with
        {
            Told = $"{refused.Told}; {waited.Told}",
            Overtaken = waited.Overtaken || refused.Overtaken,
        };
    }

    private async Task<StepOutcome> WaitedAsync(RunbookStep step, long epoch)
    {
        try
        {
            var waited = await context.CallActivityAsync<LeaseWaited>(
                ActivityNames.AwaitLeases,
                new LeaseWait(input.System, epoch, input.Situation.To, claimer, step.Site));
            return new StepOutcome(waited.IsEvidence, waited.Told)
            {
                Overtaken = waited.Overtaken,
                Evidence = waited.IsEvidence
                    ? new FenceEvidence(EvidenceKind.LeaseEnded, waited.Told, Now())
                    : null,
            };
        }
        catch (TaskFailedException error)
        {
            return new StepOutcome(false, error.FailureDetails.ErrorMessage);
        }
    }

    // Counts only where it was declared, and where the standby saw its primary keep to it.
    private StepOutcome? AcknowledgesNothing(RunbookStep step, SiteAnswer answer) =>
        answer is
        {
            Succeeded: true, Evidence.Kind: EvidenceKind.AcknowledgementsRefused, Database.LosesNothing: true,
        }
        && input.Situation.Parts.Any(part => part.Component == step.Component && part.LosesNothing)
            ? StepOutcome.Of(answer)
            : null;

    private static StepOutcome? Fenced(SiteAnswer answer) =>
        answer is
        {
            Succeeded: true, Evidence.Kind: EvidenceKind.ReadBack or EvidenceKind.PoweredOff,
        }
            ? StepOutcome.Of(answer)
            : null;

    private static StepOutcome Refused(RunbookStep step, IReadOnlyList<SiteAnswer> answers) =>
        new(false, string.Join("; ", answers.Select(answer => answer.Told)))
        {
            Hint = $"make sure by other means that {step.Component} at {step.Site} is off, then decide "
                + "'override' in your name; or bring its agent back and decide 'retry'",
            Retryable = answers.Any(answer => answer.Retryable),
            Overtaken = answers.Any(answer => answer.IsOvertaken()),
        };

    private static SiteOrder Order(RunbookStep step, string site, SiteVerb verb, long epoch) => new()
    {
        OrderId = "", System = "", Site = site, Component = step.Component, Verb = verb, Epoch = epoch,
    };

    private DateTimeOffset Now() => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}
