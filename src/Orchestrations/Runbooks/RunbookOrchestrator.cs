using Mesh.Domain.Errors;
using Mesh.Domain.Measures;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
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

        private readonly TaskOrchestrationContext context;
        private readonly RunbookInput input;
        private readonly RunbookOrders orders;
        private readonly Task<RunbookDecision> abort;
        private readonly List<RunbookStep> begun = [];
        private readonly List<RunbookStepRecord> records = [];
        private readonly Dictionary<string, StepOutcome> fences = new(StringComparer.Ordinal);
        private EpochWon won;
        private DateTime wonAt;
        private int questions;
        private int total;
        private bool undoing;
        private RunbookDecision? aborted;

        public Course(TaskOrchestrationContext context, RunbookInput input)
        {
            (this.context, this.input) = (context, input);
            orders = new RunbookOrders(context, input, Brief);
            abort = context.WaitForExternalEvent<RunbookDecision>(RunbookDecision.AbortEvent);
            won = new EpochWon(input.Epoch, "", false);
        }

        public async Task<RunbookReport> RunAsync()
        {
            var started = context.CurrentUtcDateTime;
            var reason = "";
            try
            {
                var steps = RunbookPlan.Of(input.Situation);
                reason = await GoAsync(steps);
                if (reason.Length > 0)
                {
                    undoing = true;
                    var failed = await GoAsync(RunbookPlan.Undo(input.Situation, begun));
                    reason += failed.Length > 0 ? $"; undoing it failed too: {failed}" : "";
                }
            }
            catch (MeshException error)
            {
                reason = error.Message;
            }

            var report = Report(started, reason);
            await context.CallActivityAsync(ActivityNames.FinishRunbook, report, Persistent);
            return report;
        }

        // Why it ended early; empty when it did not.
        private async Task<string> GoAsync(IReadOnlyList<RunbookStep> steps)
        {
            total = records.Count + steps.Count;
            foreach (var step in steps)
            {
                if (!undoing && abort.IsCompleted && aborted is null && MayAbort)
                {
                    aborted = await abort;
                    return Aborted();
                }

                if (await DoAsync(step) is { Length: > 0 } reason)
                {
                    return reason;
                }
            }

            return "";
        }

        private bool MayAbort => !undoing && RunbookPlan.MayUndo(begun);

        private string Aborted() => $"{aborted!.By} has it undone: {aborted.Note}";

        private async Task<string> DoAsync(RunbookStep step)
        {
            var started = context.CurrentUtcDateTime;
            begun.Add(step);
            for (var attempt = 1; ; attempt++)
            {
                Publish(step, new RunbookStatus
                {
                    Phase = "", Step = "", Title = "", StepsDone = 0, StepsTotal = 0, Epoch = 0,
                });
                var outcome = await TryAsync(step);
                if (outcome.Succeeded || !step.Needed)
                {
                    await KeepAsync(step, started, outcome, attempt, "");
                    return "";
                }

                if (outcome.Retryable && attempt % input.Policy.MaxAttempts != 0)
                {
                    await context.CreateTimer(
                        TimeSpan.FromSeconds(input.Policy.PauseSeconds * attempt), CancellationToken.None);
                    continue;
                }

                var decision = await AskAsync(step, outcome);
                switch (decision.Choice)
                {
                    case RunbookChoice.Skip:
                        await KeepAsync(
                            step, started, outcome, attempt, $"{decision.By}: skip {decision.Note}");
                        return "";
                    case RunbookChoice.Override:
                        await KeepAsync(
                            step, started, Overridden(step, decision), attempt, $"{decision.By}: override");
                        return "";
                    case RunbookChoice.Abort:
                        aborted = decision;
                        await KeepAsync(
                            step, started, outcome, attempt, $"{decision.By}: abort {decision.Note}");
                        return Aborted();
                    default:
                        continue;
                }
            }
        }

        private StepOutcome Overridden(RunbookStep step, RunbookDecision decision)
        {
            var told = $"{decision.By} answers for it: {decision.Note}";
            var outcome = new StepOutcome(true, told)
            {
                Evidence = new FenceEvidence(EvidenceKind.Overridden, told, Now()),
            };
            fences[step.Component] = outcome;
            return outcome;
        }

        private Task<StepOutcome> TryAsync(RunbookStep step) => step.Action switch
        {
            RunbookAction.Freeze => EffectAsync(
                ActivityNames.FreezeSystem, new FreezeRequest(input.System, input.RunbookId)),
            RunbookAction.Thaw => EffectAsync(
                ActivityNames.ThawSystem, new FreezeRequest(input.System, input.RunbookId)),
            RunbookAction.Enter => EffectAsync(
                ActivityNames.EnterProduction,
                new ProductionEntry(input.System, step.Site, won.Epoch, input.RunbookId)),
            RunbookAction.WinEpoch => WinAsync(step),
            RunbookAction.Fence => FenceAsync(step),
            RunbookAction.Order => OrderAsync(step),
            _ => throw new MeshException("no-way", step.Id, $"a step of kind {step.Action} is not known"),
        };

        private async Task<StepOutcome> EffectAsync(string activity, object request)
        {
            try
            {
                await context.CallActivityAsync(activity, request, Brief);
                return new StepOutcome(true, "");
            }
            catch (TaskFailedException error)
            {
                return new StepOutcome(false, error.FailureDetails.ErrorMessage);
            }
        }

        private async Task<StepOutcome> WinAsync(RunbookStep step)
        {
            try
            {
                won = await context.CallActivityAsync<EpochWon>(
                    ActivityNames.WinEpoch,
                    new EpochRequest(input.System, step.Site, $"{input.RunbookId}/{step.Id}"), Brief);
                wonAt = context.CurrentUtcDateTime;
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
            var outcome = await new FenceGathering(context, input, orders).GatherAsync(step, won, wonAt);
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
                Verb = step.Verb!.Value, Epoch = won.Epoch, Primary = step.Peer,
                Until = step.Verb == SiteVerb.CatchUp && input.Situation.Mode == RunbookMode.Planned
                    ? fence?.Database?.Applied ?? ""
                    : "",
                Evidence = step.Verb == SiteVerb.Promote ? fence?.Evidence : null,
            };
            return StepOutcome.Of(await orders.GiveAsync(order, TimeSpan.FromSeconds(step.Seconds)));
        }

        private async Task<RunbookDecision> AskAsync(RunbookStep step, StepOutcome outcome)
        {
            var question = ++questions;
            RunbookChoice[] choices =
            [
                RunbookChoice.Retry,
                .. step.MaySkip ? [RunbookChoice.Skip] : Array.Empty<RunbookChoice>(),
                .. step.Action == RunbookAction.Fence
                    ? [RunbookChoice.Override]
                    : Array.Empty<RunbookChoice>(),
                .. MayAbort ? [RunbookChoice.Abort] : Array.Empty<RunbookChoice>(),
            ];
            while (true)
            {
                Publish(step, new RunbookStatus
                {
                    Phase = "", Step = "", Title = "", StepsDone = 0, StepsTotal = 0, Epoch = 0,
                    Question = question,
                    Why = outcome.Told,
                    Hint = outcome.Hint,
                    Choices = [.. choices.Select(Domain.Spelling.Words.Of)],
                });
                var answer = context.WaitForExternalEvent<RunbookDecision>(RunbookDecision.Event(question));
                if (MayAbort && aborted is null && await Task.WhenAny(answer, abort) == abort)
                {
                    return (await abort) with { Choice = RunbookChoice.Abort };
                }

                var decision = await answer;

                // Who decides for others must have a name, and only what was offered counts.
                if (choices.Contains(decision.Choice) && decision.By.Length > 0)
                {
                    return decision;
                }

                question = ++questions;
            }
        }

        private async Task KeepAsync(
            RunbookStep step, DateTime started, StepOutcome outcome, int attempts, string decidedBy)
        {
            var record = new RunbookStepRecord
            {
                Id = step.Id,
                Phase = step.Phase,
                Title = step.Title,
                Started = new DateTimeOffset(started, TimeSpan.Zero),
                Ended = Now(),
                Done = outcome.Succeeded,
                Attempts = attempts,
                Told = outcome.Told,
                DecidedBy = decidedBy,
                Evidence = outcome.Evidence,
            };
            records.Add(record);
            await context.CallActivityAsync(
                ActivityNames.RecordRunbookStep,
                new RunbookStepNews(input.RunbookId, input.System, record), Persistent);
        }

        private void Publish(RunbookStep step, RunbookStatus status) => context.SetCustomStatus(status with
        {
            Phase = Domain.Spelling.Words.Of(step.Phase),
            Step = step.Id,
            Title = step.Title,
            StepsDone = records.Count,
            StepsTotal = total,
            Epoch = won.Epoch,
            Undoing = undoing,
        });

        private RunbookReport Report(DateTime started, string reason)
        {
            var began = new DateTimeOffset(started, TimeSpan.Zero);
            var good = input.LastGood ?? began;
            var served = records.LastOrDefault(record => record.Done
                && record.Phase is RunbookPhase.Switch or RunbookPhase.Verify);
            return new RunbookReport
            {
                RunbookId = input.RunbookId,
                System = input.System,
                Situation = input.Situation,
                RequestedBy = input.RequestedBy,
                Succeeded = reason.Length == 0,
                Reason = reason,
                Undone = undoing && !reason.Contains("undoing it failed", StringComparison.Ordinal),
                Epoch = begun.Exists(step => step.Action == RunbookAction.WinEpoch) ? won.Epoch : 0,
                Started = began,
                Ended = Now(),
                RtoSeconds = reason.Length == 0 && served is not null
                    ? Math.Round((served.Ended - good).TotalSeconds, 3)
                    : null,
                RpoSeconds = reason.Length == 0 ? Rpo(good) : null,
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
        // by one that was stopped and caught up with. For others it is what the standby's newest commit
        // tells.
        private double? Rpo(DateTimeOffset good)
        {
            var most = 0.0;
            foreach (var fence in fences.Values.Where(fence => !LosesNothing(fence.Evidence!.Kind)))
            {
                if (fence.Database?.NewestCommit is not { } newest)
                {
                    return null;
                }

                most = Math.Max(most, Math.Round((good - newest).TotalSeconds, 3));
            }

            return most;
        }

        private bool LosesNothing(EvidenceKind kind) => input.Situation.Mode == RunbookMode.Planned
            ? kind is EvidenceKind.ReadBack
            : kind is EvidenceKind.AcknowledgementsRefused;

        private DateTimeOffset Now() => new(context.CurrentUtcDateTime, TimeSpan.Zero);
    }
}
