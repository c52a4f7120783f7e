using Mesh.Domain.Errors;
using Mesh.Domain.Measures;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Orchestrations.Standbys;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>
/// Moves a system's production to another site, or back: the steps of <see cref="RunbookPlan"/>, one after
/// the other. A step that fails stops the runbook where it is; it says what to do and waits for a decision,
/// for as long as that takes. Until something is promoted it can be undone.
/// </summary>
public static class RunbookOrchestrator
{
    [Function(OrchestratorNames.Runbook)]
    public static Task<RunbookReport> Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, RunbookInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        return new Course(context, input).RunAsync();
    }

    private sealed class Course
    {
        private static readonly TaskOptions Persistent = TaskOptions.FromRetryPolicy(new RetryPolicy(
            12, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

        private static readonly TaskOptions Brief = TaskOptions.FromRetryPolicy(new RetryPolicy(
            3, TimeSpan.FromMilliseconds(200), backoffCoefficient: 2));

        // A large server is read and loaded for hours, and its agent holds each copy of an order meanwhile.
        private static readonly TimeSpan RebuildTime = TimeSpan.FromHours(12);
        private static readonly TimeSpan RebuildAgain = TimeSpan.FromHours(1);

        private readonly TaskOrchestrationContext context;
        private readonly RunbookInput input;
        private readonly RunbookOrders orders;
        private readonly Task<RunbookDecision> abort;
        private readonly List<RunbookStep> begun = [];
        private readonly List<RunbookStepRecord> records = [];
        private readonly Dictionary<(string Component, string Site), RunbookReceipt> receipts = [];
        private readonly Dictionary<(string Component, string Site), string> rebuilds = [];
        private readonly Dictionary<(string Component, string Site), KeptFiles> kept = [];
        private readonly Dictionary<string, DateTimeOffset> given = new(StringComparer.Ordinal);
        private readonly HashSet<string> backedUp = new(StringComparer.Ordinal);
        private readonly Dictionary<string, StepOutcome> fences = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> confirmed = new(StringComparer.Ordinal);
        private readonly DateTimeOffset started;
        private string holder;
        private string claimer = "";
        private long epoch;
        private int questions;
        private int renewals;
        private int fillings;
        private int total;
        private bool undoing;
        private bool promoted;
        private RunbookDecision? ended;

        public Course(TaskOrchestrationContext context, RunbookInput input)
        {
            (this.context, this.input) = (context, input);
            orders = new RunbookOrders(
                context, input.RunbookId, input.System, input.Policy.AskAgainSeconds, Brief);
            abort = context.WaitForExternalEvent<RunbookDecision>(RunbookDecision.AbortEvent);
            holder = IsMove ? input.Situation.From : input.Situation.To;
            epoch = input.Epoch;
            started = Now();
        }

        public async Task<RunbookReport> RunAsync()
        {
            var undone = false;
            string reason;
            try
            {
                reason = await GoAsync(RunbookPlan.Of(input.Situation));
                if (ended?.Choice == RunbookChoice.Abort)
                {
                    undoing = true;
                    ended = null;
                    var failed = await GoAsync(RunbookPlan.Undo(input.Situation, begun));
                    undone = failed.Length == 0;
                    reason += undone ? "" : $"; undoing it did not end: {failed}";
                }
            }
            catch (MeshException error)
            {
                reason = error.Message;
            }

            if (ended?.Choice == RunbookChoice.GiveUp)
            {
                await LookWhetherPromotedAsync(begun[^1]);
                await EffectAsync(ActivityNames.ThawSystem, new FreezeRequest(input.System, input.RunbookId));
            }

            var report = Report(reason, undone);
            await context.CallActivityAsync(ActivityNames.FinishRunbook, report, Persistent);
            return report;
        }

        // Why it ended early; empty when it did not.
        private async Task<string> GoAsync(IReadOnlyList<RunbookStep> steps)
        {
            total = records.Count + steps.Count;
            foreach (var step in steps)
            {
                if (MayAbort && abort.IsCompleted)
                {
                    return Ended((await abort) with { Choice = RunbookChoice.Abort });
                }

                if (await DoAsync(step) is { Length: > 0 } reason)
                {
                    return reason;
                }
            }

            return "";
        }

        private bool IsMove => input.Situation.Kind.Moves();

        private bool MayAbort => !undoing && RunbookPlan.MayUndo(begun);

        private string Ended(RunbookDecision decision)
        {
            ended = decision;
            return decision.Choice == RunbookChoice.Abort
                ? $"{decision.By} has it undone: {decision.Note}"
                : $"{decision.By} gives it up: {decision.Note}";
        }

        private async Task<string> DoAsync(RunbookStep step)
        {
            var began = Now();
            RunbookDecision? decision = null;
            begun.Add(step);
            var overtaken = 0;
            for (var attempt = 1; ; attempt++)
            {
                Publish(step, 0, null);
                var outcome = await TryAsync(step);
                if (outcome.Overtaken && ++overtaken <= input.Policy.MaxAttempts)
                {
                    outcome = await WinAgainAsync(step);
                    if (outcome.Succeeded)
                    {
                        continue;
                    }
                }

                if (outcome.Succeeded || !step.Needed)
                {
                    promoted |= !undoing && (step.Verb == SiteVerb.Promote
                        || (IsMove && step.Phase is > RunbookPhase.Promote and < RunbookPhase.Protect));
                    await KeepAsync(step, began, outcome, attempt, decision);
                    return "";
                }

                if (outcome.Retryable && attempt % input.Policy.MaxAttempts != 0)
                {
                    await context.CreateTimer(
                        TimeSpan.FromSeconds(input.Policy.PauseSeconds * attempt), CancellationToken.None);
                    continue;
                }

                // Nothing is half done: whoever knows more may decide on a failover.
                if (input.Situation.Kind == RunbookKind.Local)
                {
                    await KeepAsync(step, began, outcome, attempt, null);
                    return $"{step.Id}: {outcome.Told}";
                }

                (decision, outcome) = await DecideAsync(step, outcome);
                if (decision.Choice == RunbookChoice.Rebuild)
                {
                    rebuilds[(step.Component, step.Site)] = outcome.Receipt!.ManifestSha256;
                }

                if (decision.Choice is RunbookChoice.Retry or RunbookChoice.Rebuild)
                {
                    overtaken = 0;
                    continue;
                }

                if (decision.Choice == RunbookChoice.Confirm && IsToConfirm(step, outcome))
                {
                    confirmed[step.Component] = outcome.Receipt!.ManifestSha256;
                    continue;
                }

                outcome = decision.Choice == RunbookChoice.Confirm
                    ? new StepOutcome(true, $"{decision.By} confirms it")
                    : outcome;
                await KeepAsync(step, began, outcome, attempt, decision);
                return decision.Choice is RunbookChoice.Abort or RunbookChoice.GiveUp ? Ended(decision) : "";
            }
        }

        // Who answers for the old production cannot answer for the new one: it is asked about again until
        // the standby has stopped receiving, or something else is decided.
        private async Task<(RunbookDecision Decision, StepOutcome Outcome)> DecideAsync(
            RunbookStep step, StepOutcome outcome)
        {
            while (true)
            {
                var decision = await AskAsync(step, outcome);
                if (decision.Choice != RunbookChoice.Override)
                {
                    return (decision, outcome);
                }

                var told = $"{decision.By} answers for it: {decision.Note}";
                var overridden = new StepOutcome(true, told)
                {
                    Evidence = new FenceEvidence(EvidenceKind.Overridden, told, Now()),
                };
                outcome = outcome.Unheld
                    ? await new FenceGathering(context, input, orders, claimer)
                        .HoldAnywayAsync(step, epoch, overridden)
                    : overridden;
                if (outcome.Succeeded)
                {
                    fences[step.Component] = outcome;
                    return (decision, outcome);
                }
            }
        }

        private Task<StepOutcome> TryAsync(RunbookStep step) => step.Action switch
        {
            RunbookAction.Freeze => EffectAsync(
                ActivityNames.FreezeSystem, new FreezeRequest(input.System, input.RunbookId)),
            RunbookAction.Thaw => EffectAsync(
                ActivityNames.ThawSystem, new FreezeRequest(input.System, input.RunbookId)),
            RunbookAction.Enter => EffectAsync(
                ActivityNames.EnterProduction,
                new ProductionEntry(input.System, step.Site, epoch, input.RunbookId)),
            RunbookAction.WinEpoch => WinAsync(step),
            RunbookAction.InStep => new StandbyInStep(context, orders, input.Policy).AwaitAsync(step, epoch),
            RunbookAction.Fence => FenceAsync(step),
            RunbookAction.Order => OrderAsync(step),
            RunbookAction.Fill => new RunbookFilling(context, input).DoAsync(
                step,
                ++fillings,
                fences,
                given,
                receipts.ContainsKey((step.Component, step.Site)),
                run => Publish(step, 0, null, run)),
            RunbookAction.BackUp or RunbookAction.Keep => BackUpAsync(step),
            RunbookAction.Reclaim => ReclaimAsync(step),
            RunbookAction.Confirm => Task.FromResult(new StepOutcome(false, step.Title)
            {
                Hint = "decide 'confirm' when that is so" + (step.By.Count == 0
                    ? ""
                    : $"; that is for: {string.Join(", ", step.By)}"),
            }),
            _ => throw new MeshException("no-way", step.Id, $"a step of kind {step.Action} is not known"),
        };

        private async Task<StepOutcome> BackUpAsync(RunbookStep step)
        {
            var outcome = await new RunbookBackups(context, input).DoAsync(
                step, ++fillings, run => Publish(step, 0, null, run));
            if (outcome.Succeeded && step is { Action: RunbookAction.BackUp, Phase: RunbookPhase.CatchUp })
            {
                backedUp.Add(step.Component);
            }

            return outcome;
        }

        private async Task<StepOutcome> EffectAsync(string activity, object request)
        {
            try
            {
                await context.CallActivityAsync(activity, request, Brief);
                return new StepOutcome(true, "");
            }
            catch (TaskFailedException error)
            {
                return new StepOutcome(false, error.FailureDetails.ErrorMessage) { Retryable = true };
            }
        }

        // An order whose answer was lost may have been carried out, and the next runbook begins where
        // production is.
        private async Task LookWhetherPromotedAsync(RunbookStep last)
        {
            if (last.Verb != SiteVerb.Promote || promoted)
            {
                return;
            }

            var seen = await orders.AskAsync(
                last.Site, last.Component, epoch, TimeSpan.FromSeconds(input.Policy.HoldSeconds));
            promoted = seen.Database?.Role == DatabaseRole.Primary;
        }

        private Task<StepOutcome> WinAsync(RunbookStep step) =>
            WinAsync(step.Site, $"{input.RunbookId}/{step.Id}");

        // Somebody has claimed a newer epoch: a rescue, for the very site, so that an old Mesh's orders are
        // refused. The Mesh that was rescued wins another for its runbook, and the old one is told that it
        // was replaced.
        private async Task<StepOutcome> WinAgainAsync(RunbookStep step)
        {
            var outcome = await WinAsync(holder, $"{input.RunbookId}/{step.Id}-{++renewals}");
            if (outcome.Succeeded)
            {
                orders.NumberBy(epoch);
            }

            return outcome;
        }

        private async Task<StepOutcome> WinAsync(string site, string name)
        {
            try
            {
                var won = await context.CallActivityAsync<EpochWon>(
                    ActivityNames.WinEpoch,
                    new EpochRequest(input.System, site, name, holder, epoch), Brief);
                (holder, epoch, claimer) = (site, won.Epoch, name);
                return new StepOutcome(true, $"epoch {won.Epoch}");
            }
            catch (TaskFailedException error)
            {
                return new StepOutcome(false, error.FailureDetails.ErrorMessage)
                {
                    Hint = "bring a majority of the voters back, then decide 'retry'",
                };
            }
        }

        private async Task<StepOutcome> FenceAsync(RunbookStep step)
        {
            var outcome = await new FenceGathering(context, input, orders, claimer).GatherAsync(step, epoch);
            if (outcome.Succeeded)
            {
                fences[step.Component] = outcome;
            }

            return outcome;
        }

        private async Task<StepOutcome> OrderAsync(RunbookStep step)
        {
            var fence = fences.GetValueOrDefault(step.Component);
            var order = new SiteOrder
            {
                OrderId = "", System = "", Site = step.Site, Component = step.Component,
                Verb = step.Verb!.Value, Epoch = epoch, Primary = step.Peer,
                Until = step.Verb == SiteVerb.CatchUp && input.Situation.Mode == RunbookMode.Planned
                    ? fence?.Database?.Applied ?? ""
                    : "",
                Evidence = step.Verb == SiteVerb.Promote ? fence?.Evidence : null,
                Filling = step is { Verb: SiteVerb.Start, Phase: RunbookPhase.CatchUp },
                Capacity = step.Capacity,
                Rebuild = step.Verb == SiteVerb.Follow
                    ? rebuilds.GetValueOrDefault((step.Component, step.Site), "")
                    : "",
            };
            var outcome = StepOutcome.Of(order.Rebuild.Length > 0
                ? await orders.GiveAsync(order, RebuildTime, RebuildAgain)
                : await orders.GiveAsync(order, TimeSpan.FromSeconds(step.Seconds)));
            if (outcome is { Succeeded: true, Evidence: not null } && step.Verb == SiteVerb.Fence)
            {
                fences[step.Component] = outcome;
            }

            return outcome;
        }

        // After a planned move the site that was left has what its successor was filled with, and no more.
        private async Task<StepOutcome> ReclaimAsync(RunbookStep step)
        {
            try
            {
                var held = step.Phase == RunbookPhase.Protect
                    && fences.GetValueOrDefault(step.Component)?.Database is { Applied.Length: > 0 } left
                        ? $"gtid:{left.Applied}"
                        : (await context.CallActivityAsync<HeldPlace>(
                            ActivityNames.FindHeld,
                            new HeldQuestion(input.System, step.Component, step.Site), Brief)).Text;
                if (held.Length == 0 && !IsMove)
                {
                    return new StepOutcome(true, "it never was production");
                }

                var order = new SiteOrder
                {
                    OrderId = "", System = "", Site = step.Site, Component = step.Component,
                    Verb = SiteVerb.Start, Epoch = epoch, Primary = step.Peer, Filling = true, Held = held,
                    Confirmed = confirmed.GetValueOrDefault(step.Component, ""),
                };
                return StepOutcome.Of(await orders.GiveAsync(order, TimeSpan.FromSeconds(step.Seconds)));
            }
            catch (TaskFailedException error)
            {
                return new StepOutcome(false, error.FailureDetails.ErrorMessage) { Retryable = true };
            }
        }

        private async Task<RunbookDecision> AskAsync(RunbookStep step, StepOutcome outcome)
        {
            RunbookChoice[] choices =
            [
                step.Action == RunbookAction.Confirm || IsToConfirm(step, outcome)
                    ? RunbookChoice.Confirm
                    : RunbookChoice.Retry,
                .. outcome.NeedsRebuild ? [RunbookChoice.Rebuild] : Array.Empty<RunbookChoice>(),
                .. step.MaySkip ? [RunbookChoice.Skip] : Array.Empty<RunbookChoice>(),
                .. step.Action == RunbookAction.Fence
                    ? [RunbookChoice.Override]
                    : Array.Empty<RunbookChoice>(),
                MayAbort ? RunbookChoice.Abort : RunbookChoice.GiveUp,
            ];
            while (true)
            {
                var question = ++questions;
                Publish(step, question, outcome, choices: choices);
                var answer = context.WaitForExternalEvent<RunbookDecision>(RunbookDecision.Event(question));
                if (MayAbort && await Task.WhenAny(answer, abort) == abort)
                {
                    return (await abort) with { Choice = RunbookChoice.Abort };
                }

                // Who decides for others must have a name, and only what was offered counts.
                var decision = await answer;
                if (choices.Contains(decision.Choice) && !string.IsNullOrWhiteSpace(decision.By)
                    && decision.MayAnswer(step.By))
                {
                    return decision;
                }
            }
        }

        private static bool IsToConfirm(RunbookStep step, StepOutcome outcome) =>
            step.Action == RunbookAction.Reclaim && outcome.Receipt is not null;

        private async Task KeepAsync(
            RunbookStep step,
            DateTimeOffset began,
            StepOutcome outcome,
            int attempts,
            RunbookDecision? decision)
        {
            var record = new RunbookStepRecord
            {
                Id = step.Id,
                Phase = step.Phase,
                Title = step.Title,
                Started = began,
                Ended = Now(),
                Done = outcome.Succeeded,
                Attempts = attempts,
                Told = outcome.Told,
                Decision = decision,
                Evidence = outcome.Evidence,
                Receipt = outcome.Receipt is { } receipt && !undoing
                    ? receipts[(step.Component, step.Site)] = new(step.Component, step.Site, receipt)
                    : null,
                Kept = outcome.Kept is { } files ? kept[(step.Component, step.Site)] = files : null,
            };
            records.Add(record);
            try
            {
                await context.CallActivityAsync(
                    ActivityNames.RecordRunbookStep,
                    new RunbookStepNews(input.RunbookId, input.System, record), Brief);
            }
            catch (TaskFailedException)
            {
                // The report has it too, and production must not wait for the catalogue.
            }
        }

        private void Publish(
            RunbookStep step,
            int question,
            StepOutcome? outcome,
            string run = "",
            params IEnumerable<RunbookChoice> choices) =>
            context.SetCustomStatus(new RunbookStatus
            {
                Phase = Domain.Spelling.Words.Of(step.Phase),
                Step = step.Id,
                Title = step.Title,
                StepsDone = records.Count,
                StepsTotal = total,
                Epoch = epoch,
                Undoing = undoing,
                MayAbort = MayAbort,
                Question = question,
                Run = run,
                Why = outcome?.Told ?? "",
                Hint = outcome?.Hint ?? "",
                Choices = [.. choices.Select(Domain.Spelling.Words.Of)],
                By = question > 0 ? step.By : [],
            });

        private RunbookReport Report(string reason, bool undone)
        {
            var good = input.LastGood ?? started;
            var served = records.LastOrDefault(record => record is
            {
                Done: true, Phase: RunbookPhase.Switch or RunbookPhase.Verify,
            });
            return new RunbookReport
            {
                RunbookId = input.RunbookId,
                System = input.System,
                Situation = input.Situation,
                RequestedBy = input.RequestedBy,
                Succeeded = reason.Length == 0,
                Reason = reason,
                Undone = undone,
                Promoted = promoted,
                Epoch = begun.Exists(step => step.Action == RunbookAction.WinEpoch) ? epoch : 0,
                Started = started,
                Ended = Now(),
                RtoSeconds = reason.Length > 0 || input.Situation.Kind == RunbookKind.Protect
                    ? null
                    : (IsMove ? served : records[^1]) is { } last
                    ? Math.Round((last.Ended - good).TotalSeconds, 3)
                    : null,
                RpoSeconds = IsMove && promoted ? Rpo() : null,
                ExactRpoSeconds = input.Situation.Kind == RunbookKind.Failover
                    ? RunbookReceipt.ExactRpo(receipts.Values, kept.Values)
                    : null,
                Receipts = [.. receipts.Values],
                Kept = [.. kept.Values],
                Phases = [.. records
                    .GroupBy(record => record.Phase)
                    .Select(phase => new PhaseTime(
                        Domain.Spelling.Words.Of(phase.Key),
                        phase.Min(record => record.Started),
                        phase.Max(record => record.Ended)))],
                Steps = records,
            };
        }

        // Nothing is lost by a database whose old primary could acknowledge nothing without the standby, nor
        // by one that was stopped and caught up with. Of others, what was committed between the newest that
        // the standby holds and the moment from which none could be acknowledged; not known where a person
        // answers for that moment. Of files, what may have been written between the moment of what they
        // were given and the last good look from outside.
        private double? Rpo()
        {
            double? most = null;
            foreach (var fence in fences.Values)
            {
                var lost = fence.Evidence!.Kind switch
                {
                    EvidenceKind.AcknowledgementsRefused => 0,
                    EvidenceKind.ReadBack when input.Situation.Mode == RunbookMode.Planned => 0,
                    EvidenceKind.Overridden => null,
                    _ => (fence.Evidence.At - fence.Database?.NewestCommit)?.TotalSeconds,
                };
                if (lost is null or < 0)
                {
                    return null;
                }

                most = Math.Max(most ?? 0, Math.Round(lost.Value, 3));
            }

            foreach (var (component, through) in given)
            {
                var lost = backedUp.Contains(component)
                    ? 0
                    : Math.Max(((input.LastGood ?? started) - through).TotalSeconds, 0);
                most = Math.Max(most ?? 0, Math.Round(lost, 3));
            }

            return most;
        }

        private DateTimeOffset Now() => new(context.CurrentUtcDateTime, TimeSpan.Zero);
    }
}
