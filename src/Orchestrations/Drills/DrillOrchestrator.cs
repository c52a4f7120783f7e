using Mesh.Domain.Drills;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Drills;

/// <summary>
/// Drills the failover of a system: its steps, in their order, on what the vault holds and in sealed places
/// only. Production goes on and is not touched. A step that fails does not end it, so that the evidence tells
/// of everything; what it has made is removed however it ends.
/// </summary>
public static class DrillOrchestrator
{
    [Function(OrchestratorNames.Drill)]
    public static Task<DrillReport> Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, DrillInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        return new Course(context, input).RunAsync();
    }

    private sealed class Course
    {
        private readonly TaskOrchestrationContext context;
        private readonly DrillInput input;
        private readonly Retries retries;
        private readonly Task<DrillDecision> cancelled;
        private readonly DrillRehearsals rehearsals;
        private readonly DrillFindings findings;
        private readonly List<DrillApproval> approvals = [];
        private readonly DateTimeOffset started;
        private int step;

        public Course(TaskOrchestrationContext context, DrillInput input)
        {
            (this.context, this.input) = (context, input);
            retries = new Retries(input.Policy);
            cancelled = context.WaitForExternalEvent<DrillDecision>(DrillDecision.CancelEvent);
            rehearsals = new DrillRehearsals(context, input, cancelled);
            findings = new DrillFindings(input);
            started = Now();
        }

        public async Task<DrillReport> RunAsync()
        {
            DrillStoppedException? stopped = null;
            try
            {
                Publish("locking");
                foreach (var vault in DrillRehearsals.Vaults(input))
                {
                    await context.CallActivityAsync(ActivityNames.AcquireDrillLock, vault, retries.Lock);
                }

                await ApproveAsync();
                foreach (var each in input.Steps)
                {
                    await DoAsync(each);
                }
            }
            catch (DrillStoppedException error)
            {
                stopped = error;
            }
            catch (TaskFailedException error)
            {
                stopped = new DrillStoppedException(DrillState.Failed, error.FailureDetails.ErrorMessage);
            }

            var ended = Now();
            var dirt = await CleanAsync();
            var report = findings.Report(stopped, dirt) with
            {
                Started = started, Ended = ended, Approvals = approvals,
            };
            await context.CallActivityAsync(ActivityNames.FinishDrill, report, retries.Closing);
            return report;
        }

        private async Task ApproveAsync()
        {
            var asked = Now();
            if (!input.Ask)
            {
                var names = input.Approvers.Count > 0
                    ? string.Join(", ", input.Approvers)
                    : "nobody declared";
                approvals.Add(new DrillApproval(names, asked, IsSimulated: true, 0, ""));
                return;
            }

            Publish("approval", asks: true);
            using var answered = new CancellationTokenSource();
            var deadline = context.CreateTimer(TimeSpan.FromSeconds(input.ApproveSeconds), answered.Token);
            var answer = context.WaitForExternalEvent<DrillDecision>(DrillDecision.AnswerEvent);
            var first = await Task.WhenAny(answer, cancelled, deadline);
            if (first == deadline)
            {
                throw new DrillStoppedException(
                    DrillState.Failed, $"nobody approved within {input.ApproveSeconds:0} s");
            }

            answered.Cancel();
            if (first == cancelled)
            {
                throw await CancelledAsync();
            }

            var decision = await answer;
            approvals.Add(new DrillApproval(
                decision.By, Now(), IsSimulated: false, (Now() - asked).TotalSeconds, decision.Note));
            if (!decision.Approves)
            {
                throw new DrillStoppedException(
                    DrillState.Failed, $"{decision.By} refused it: {decision.Note}".TrimEnd(' ', ':'));
            }
        }

        private async Task DoAsync(DrillStep each)
        {
            if (cancelled.IsCompleted)
            {
                throw await CancelledAsync();
            }

            var began = Now();
            Publish(each.Id);
            if (each.Asks)
            {
                findings.Ask(each);
                var answer = await rehearsals.AskAsync(each.Component) ?? throw await CancelledAsync();
                findings.Enter(each, answer, began, Now());
                return;
            }

            if (!each.Restores)
            {
                findings.Pass(each, began);
                return;
            }

            var part = input.Parts.Single(part => part.Component == each.Component);
            var current = step;
            var promotes = part.IsDatabase && input.Steps.Any(other =>
                other.Promotes && other.Component == part.Component);
            var result = await rehearsals.RestoreAsync(
                part, promotes, current, reading => Publish(each.Id, current, reading));
            if (result is null)
            {
                throw await CancelledAsync();
            }

            findings.Enter(each, part, result, began, Now());
        }

        // What is under way is ended before its places are swept; both are removed however the drill ended.
        private async Task<string> CleanAsync()
        {
            Publish("cleaning");
            var left = new List<string>();
            await TryAsync(ActivityNames.SweepDrill, new DrillSweep(input.DrillId), left);
            foreach (var vault in DrillRehearsals.Vaults(input))
            {
                await TryAsync(ActivityNames.ReleaseRunLock, vault, left);
            }

            return string.Join("; ", left);
        }

        private async Task TryAsync(string activity, object of, List<string> left)
        {
            try
            {
                await context.CallActivityAsync(activity, of, retries.Vault);
            }
            catch (TaskFailedException error)
            {
                left.Add(error.FailureDetails.ErrorMessage);
            }
        }

        private async Task<DrillStoppedException> CancelledAsync()
        {
            var decision = await cancelled;
            return new DrillStoppedException(
                DrillState.Cancelled, $"{decision.By} cancelled it: {decision.Note}".TrimEnd(' ', ':'));
        }

        private void Publish(string phase, bool asks = false)
        {
            step++;
            context.SetCustomStatus(Status(phase, step) with { Asks = asks });
        }

        private void Publish(string phase, int at, MovementReading reading) =>
            context.SetCustomStatus(Status(phase, at) with
            {
                BytesDone = reading.Bytes, BytesTotal = reading.TotalBytes ?? 0,
            });

        private DrillStatus Status(string phase, int at) => new()
        {
            Phase = phase, Step = at, StepsDone = findings.Count, StepsTotal = input.Steps.Count,
        };

        private DateTimeOffset Now() => new(context.CurrentUtcDateTime, TimeSpan.Zero);
    }
}
