using Mesh.Orchestrations.Runs;
using Mesh.Domain.Incidents;
using Mesh.Domain.Standbys;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runbooks;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Incidents;

/// <summary>
/// Deals with one incident: says what to do, asks who may decide, has the standby site take over where that
/// was approved or is declared to be automatic, or its own site start again what has failed, or data
/// restored, and reports. What it knows it reads from the catalogue; the events that wake it carry nothing.
/// </summary>
public static class IncidentOrchestrator
{
    [Function(OrchestratorNames.Incident)]
    public static Task<IncidentReport> Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, IncidentInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        return new Course(context, input).RunAsync();
    }

    private sealed class Course
    {
        private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);

        private static readonly TaskOptions Persistent = TaskOptions.FromRetryPolicy(new RetryPolicy(
            1000, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(5)));

        private readonly TaskOrchestrationContext context;
        private readonly List<IncidentEvent> events;
        private IncidentInput input;
        private IncidentLook look = null!;
        private Task<int> news;
        private string outcome = "";
        private string decidedBy = "";
        private Cause? said;
        private IncidentRunbookEnd? moved;
        private IncidentRunbookEnd? startedAgain;
        private string restored = "";

        public Course(TaskOrchestrationContext context, IncidentInput input)
        {
            (this.context, this.input, events) = (context, input, [.. input.Events]);
            news = context.WaitForExternalEvent<int>(IncidentEvent.News);
        }

        public async Task<IncidentReport> RunAsync()
        {
            while (true)
            {
                await LookAsync();
                if (look.ClosedAt is not null || moved is { Succeeded: true })
                {
                    return await FinishAsync();
                }

                if (look.Cause <= input.SettledFor)
                {
                    await NewsAsync(null);
                    continue;
                }

                var reaction = Reactions.To(look.Cause, look.Detected && look.LastGood is not null);
                if (reaction != Reaction.SiteFailover || look.Mode is null)
                {
                    await AdviseAsync(reaction);
                }
                else if (look.Mode == FailoverMode.Approve)
                {
                    await AskForMoveAsync();
                }
                else if (look.Seen)
                {
                    await MoveAsync("mesh", alone: true);
                }
                else if (await WatchAsync() is { } again)
                {
                    return again;
                }
            }
        }

        // What nobody sees just now is looked at again, for as long as the verdict stands; a source of alerts
        // alone makes nothing move.
        private async Task<IncidentReport?> WatchAsync()
        {
            await TellAsync(
                IncidentStage.Watching,
                "is told of, and not seen by a majority",
                "Nothing is done by itself until a majority of the places, the standby's among them, sees "
                + $"production down. By hand: 'mesh failover {input.System}'.");
            if (await NewsAsync(look.Detected ? LookAgain : null))
            {
                return null;
            }

            context.ContinueAsNew(input with { Events = events }, preserveUnprocessedEvents: true);
            return Report("");
        }

        private async Task AdviseAsync(Reaction reaction)
        {
            List<string> deciders = [.. look.Approvers.Concat(look.EscalateTo).Distinct()];
            if (deciders.Count == 0)
            {
                await TellAsync(IncidentStage.Advised, "needs you", Text().Advice(reaction));
                Settle("");
                return;
            }

            if (await AskAsync(deciders, null, reaction, IncidentStage.Advised, look.Cause) is { } decision)
            {
                await FollowAsync(decision, reaction);
            }
        }

        private async Task AskForMoveAsync()
        {
            var within = TimeSpan.FromSeconds(look.ApproveWithinSeconds);
            var cause = look.Cause;
            const Reaction reaction = Reaction.SiteFailover;
            var decision = await AskAsync(look.Approvers, within, reaction, IncidentStage.Asked, cause);
            if (decision is null && look.ClosedAt is null && look.Cause == cause && look.EscalateTo.Count > 0)
            {
                Note($"nobody has answered question {input.Questions} in time; it is escalated");
                List<string> all = [.. look.EscalateTo.Concat(look.Approvers).Distinct()];
                decision = await AskAsync(all, within, reaction, IncidentStage.Asked, cause);
            }

            if (decision is not null)
            {
                await FollowAsync(decision, reaction);
            }
            else if (look.ClosedAt is null && look.Cause == cause)
            {
                await StopAsync(
                    "nobody has answered in time",
                    "Nobody has answered, and nothing is done by itself. By hand: 'mesh failover "
                    + $"{input.System}'.");
            }
        }

        // Null: the deadline is over, or the incident is, or it has become another.
        private async Task<IncidentDecision?> AskAsync(
            IReadOnlyList<string> deciders,
            TimeSpan? within,
            Reaction reaction,
            IncidentStage stage,
            Cause cause)
        {
            input = input with { Questions = input.Questions + 1 };
            var number = input.Questions;
            DateTime? end = within is { } span ? context.CurrentUtcDateTime + span : null;
            DateTimeOffset? deadline = end is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null;
            await context.CallActivityAsync(
                ActivityNames.AskAboutIncident,
                new IncidentQuestion(input.IncidentId, number, deciders, deadline),
                Persistent);
            await SayAsync(
                stage,
                stage == IncidentStage.Asked ? "asks for a failover" : "needs you",
                Text().Question(number, reaction, deciders, end));
            Note($"question {number} is asked of {string.Join(", ", deciders)}");
            while (look.ClosedAt is null && look.Cause == cause && look.Decision?.Question != number
                && (end is null || context.CurrentUtcDateTime < end))
            {
                await NewsAsync(end - context.CurrentUtcDateTime);
                await LookAsync();
            }

            // Closing tells for good whether somebody was faster than the deadline.
            var answer = await context.CallActivityAsync<IncidentAnswer>(
                ActivityNames.CloseIncidentQuestion,
                new IncidentQuestion(input.IncidentId, number, [], null),
                Persistent);
            if (answer.Decision is null && look.ClosedAt is not null)
            {
                Note($"question {number} is withdrawn: it is over");
            }

            return look.ClosedAt is null ? answer.Decision : null;
        }

        private async Task FollowAsync(IncidentDecision decision, Reaction asked)
        {
            (decidedBy, said) = (decision.By, decision.Cause);
            var reaction = decision.Cause is { } judged ? Reactions.To(judged) : asked;
            Note($"{decision.By} {(decision.Approved ? "approves" : "refuses")} question {decision.Question}"
                + (decision.Cause is { } cause ? $" as {Domain.Spelling.Words.Of(cause)}" : ""));
            if (!decision.Approved)
            {
                await StopAsync(
                    $"{decision.By} has refused", $"{decision.By} has refused; nothing is done by itself.");
            }
            else if (decision.Restores)
            {
                await RestoreAsync(decision.By);
            }
            else if (reaction == Reaction.SiteFailover && look.Mode is not null)
            {
                await MoveAsync(decision.By, alone: false);
            }
            else if (reaction == Reaction.LocalFailover)
            {
                await StartAgainAsync(decision.By);
            }
            else
            {
                await StopAsync(
                    $"{decision.By} sees to it",
                    $"{decision.By} sees to it. {Text().Advice(reaction)}");
            }
        }

        private async Task MoveAsync(string by, bool alone)
        {
            (moved, _) = await ActAsync(by, alone, local: false, "has the standby site take over");
            moved = moved is { Succeeded: true, Moves: false } ? null : moved;
        }

        // It is over when its source, or the places, find it well: that it was started is no proof of that.
        private async Task StartAgainAsync(string by)
        {
            var (end, own) = await ActAsync(
                by, alone: false, local: true, "has what failed started again at its own site");
            if (end is { Succeeded: true, Moves: true })
            {
                moved = end;
            }
            else if (end is { Succeeded: true } && own)
            {
                startedAgain = end;
                const string what = "what had failed runs again at its own site";
                await StopAsync(what, $"{Capital(what)}, by {end.RunbookId}. This is closed when that is seen.");
            }
        }

        private async Task RestoreAsync(string by)
        {
            var entered = await context.CallActivityAsync<EnteredRestore>(
                ActivityNames.EnterIncidentRestore, new IncidentName(input.IncidentId), Persistent);
            if (entered.Input is not { } start)
            {
                await StopAsync(
                    $"the restore cannot begin: {entered.Why}",
                    $"{entered.Why}. Nothing was restored. By hand: 'mesh restore {input.System}/COMPONENT'.");
                return;
            }

            var (component, id) = (start.Run.Component, start.Run.RunId);
            (decidedBy, restored) = (by, id);
            Note($"{by} has {component} restored: {id}");
            await TellAsync(
                IncidentStage.Acting,
                "is dealt with",
                $"{component} is being restored to {start.Target}: 'mesh runs {id}' tells how far it is.");
            var end = await new ChildRun(context).EndAsync(start);
            await StopAsync(
                end.Succeeded ? $"{component} was restored" : $"the restore did not end well: {end.Told}",
                end.Succeeded
                    ? $"{component} was restored to {start.Target} and verified, by {end.Told}. This is closed "
                        + "when its source says that it is over."
                    : $"The restore did not end well: {end.Told}. See to that, then restore by hand.");
        }

        private async Task<(IncidentRunbookEnd? End, bool Own)> ActAsync(
            string by, bool alone, bool local, string what)
        {
            var runbook = await context.CallActivityAsync<IncidentRunbook>(
                ActivityNames.EnterIncidentRunbook,
                new IncidentRunbookOrder(
                    input.IncidentId, input.System, by, alone, input.DownFrom, local),
                Persistent);
            if (runbook.RunbookId.Length == 0)
            {
                // Not seen any more: the next look tells what to do.
                if (runbook.Refused.Length > 0)
                {
                    await StopAsync($"the runbook cannot begin: {runbook.Refused}", runbook.Refused);
                }

                return (null, false);
            }

            decidedBy = by;
            Note($"{by} {what}: {runbook.RunbookId}{(runbook.Start is null ? ", which was under way" : "")}");
            await TellAsync(
                IncidentStage.Acting,
                "is dealt with",
                $"The runbook {runbook.RunbookId} is under way: 'mesh runbook show {runbook.RunbookId}' tells "
                + "how far it is, and whether it waits for you.");
            var end = runbook.Start is { } start ? await RunAsync(start) : await JoinAsync(runbook.RunbookId);
            if (!end.Succeeded)
            {
                await StopAsync(
                    $"the runbook {end.RunbookId} did not end well: {end.Reason}",
                    $"The runbook {end.RunbookId} did not end well: {end.Reason}. Look at "
                    + $"'mesh runbook show {end.RunbookId}' and decide by hand"
                    + (local ? $": 'mesh failover {input.System}' has the standby site take over." : "."));
            }

            return (end, runbook.Start is not null);
        }

        private async Task<IncidentRunbookEnd> RunAsync(RunbookInput start)
        {
            try
            {
                return IncidentRunbookEnd.Of(await context.CallSubOrchestratorAsync<RunbookReport>(
                    OrchestratorNames.Runbook,
                    start,
                    new SubOrchestrationOptions(instanceId: start.RunbookId)));
            }
            catch (TaskFailedException error)
            {
                return new IncidentRunbookEnd(
                    start.RunbookId, true, false, error.FailureDetails.ErrorMessage, Now(), null, null);
            }
        }

        private async Task<IncidentRunbookEnd> JoinAsync(string id)
        {
            await LookAsync();
            while (look.RunbookEnd?.RunbookId != id)
            {
                await NewsAsync(null);
                await LookAsync();
            }

            return look.RunbookEnd;
        }

        private async Task StopAsync(string what, string text)
        {
            Settle(what);
            Note(what);
            await TellAsync(IncidentStage.Stopped, what, text);
        }

        private void Settle(string what)
        {
            outcome = what;
            input = input with { SettledFor = look.Cause };
        }

        private async Task LookAsync()
        {
            look = await context.CallActivityAsync<IncidentLook>(
                ActivityNames.LookAtIncident, new IncidentName(input.IncidentId), Persistent);
            if (events.Count == 0)
            {
                events.Add(new IncidentEvent(look.OpenedAt, $"it is told: {look.Summary}"));
            }

            if (look.Detected && input.DownFrom is null && look.LastGood is not null)
            {
                input = input with { DownFrom = look.LastGood };
                await RecordDowntimeAsync(null);
            }
        }

        // One wait for all rounds: an event that came while nobody looked is not lost with a wait.
        private async Task<bool> NewsAsync(TimeSpan? atMost)
        {
            if (atMost is { } span)
            {
                using var woken = new CancellationTokenSource();
                var end = context.CreateTimer(
                    span > TimeSpan.Zero ? span : TimeSpan.Zero, woken.Token);
                await Task.WhenAny(news, end);
                woken.Cancel();
            }
            else
            {
                await news;
            }

            if (!news.IsCompleted)
            {
                return false;
            }

            news = context.WaitForExternalEvent<int>(IncidentEvent.News);
            return true;
        }

        private Task TellAsync(IncidentStage stage, string what, string text) =>
            SayAsync(stage, what, Text().Only(text));

        // The key is the same when it is said again, so that a repetition is no second message.
        private Task SayAsync(IncidentStage stage, string what, string text) => context.CallActivityAsync(
            ActivityNames.TellIncident,
            new IncidentTold(
                input.IncidentId,
                $"{Domain.Spelling.Words.Of(stage)}-{input.Questions}-{look.Cause}",
                stage,
                Text().Subject(what),
                text),
            Persistent);

        private async Task<IncidentReport> FinishAsync()
        {
            var healed = look.ClosedAt is not null && moved is null;
            var end = moved is { Succeeded: true } ? moved.ServedAt : look.ClosedAt ?? Now();
            var sentence = moved is { Succeeded: true } ? "the standby site has taken over"
                : outcome.Length > 0 ? $"{outcome}; it is over"
                : healed ? "it was over before anything was decided or done"
                : "it is over";
            if (moved is { Succeeded: true } && input.DownFrom is null)
            {
                input = input with { DownFrom = look.OpenedAt };
            }

            if (input.DownFrom is not null)
            {
                await RecordDowntimeAsync(end);
            }

            Note(sentence);
            var report = Report(sentence) with
            {
                DownUntil = input.DownFrom is null ? null : end,
            };
            await context.CallActivityAsync(ActivityNames.FinishIncident, report, Persistent);
            await TellAsync(IncidentStage.Done, sentence, $"{Capital(sentence)}.{Figures()}");
            return report;
        }

        private string Figures() => moved is not { Succeeded: true } ? "" :
            $" RTO {moved.RtoSeconds?.ToString("0.#", null) ?? "not known"} s, RPO "
            + $"{moved.RpoSeconds?.ToString("0.#", null) ?? "not known"} s, by {moved.RunbookId}.";

        private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

        private Task RecordDowntimeAsync(DateTimeOffset? until) => context.CallActivityAsync(
            ActivityNames.RecordIncidentDowntime,
            new IncidentDowntime(
                input.IncidentId, input.System, input.DownFrom!.Value, until, look.Cause),
            Persistent);

        private IncidentReport Report(string sentence) => new()
        {
            IncidentId = input.IncidentId,
            System = input.System,
            Cause = said ?? look.Cause,
            Summary = look.Summary,
            OpenedAt = look.OpenedAt,
            EndedAt = Now(),
            Outcome = sentence,
            DecidedBy = decidedBy,
            Restore = restored,
            Runbook = (moved ?? startedAgain)?.RunbookId ?? "",
            RtoSeconds = (moved ?? startedAgain)?.RtoSeconds,
            RpoSeconds = moved?.RpoSeconds,
            DownFrom = input.DownFrom,
            Events = [.. events],
        };

        private IncidentText Text() => new(input, look);

        private void Note(string what) => events.Add(new IncidentEvent(Now(), what));

        private DateTimeOffset Now() => new(context.CurrentUtcDateTime, TimeSpan.Zero);
    }
}
