using Mesh.Domain.Sites;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Runbooks;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Standbys;

/// <summary>
/// Wakes what sleeps at a standby site, brings its data forward, checks it, looks for drift, and puts all to
/// sleep again, whatever came of it. One instance a cycle; it goes on after a crash, so that nothing stays
/// awake.
/// </summary>
public static class StandbyOrchestrator
{
    [Function(OrchestratorNames.Standby)]
    public static Task<CycleEnd> Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, CycleInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        return new Cycle(context, input).RunAsync();
    }

    private sealed class Cycle
    {
        private const int SleepAttempts = 5;

        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
        private static readonly TimeSpan SleepPause = TimeSpan.FromSeconds(30);

        private static readonly TaskOptions Brief = TaskOptions.FromRetryPolicy(new RetryPolicy(
            3, TimeSpan.FromMilliseconds(200), backoffCoefficient: 2));

        private static readonly TaskOptions Persistent = TaskOptions.FromRetryPolicy(new RetryPolicy(
            12, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1)));

        private readonly TaskOrchestrationContext context;
        private readonly CycleInput input;
        private readonly RunbookOrders orders;
        private readonly List<string> drift = [];
        private bool overtaken;

        public Cycle(TaskOrchestrationContext context, CycleInput input)
        {
            (this.context, this.input) = (context, input);
            orders = new RunbookOrders(
                context, input.Id, input.System, RunbookPolicy.UsualAskAgainSeconds, Brief);
        }

        public async Task<CycleEnd> RunAsync()
        {
            var began = context.CurrentUtcDateTime;
            var (reason, through) = await UseAsync();
            var ready = context.CurrentUtcDateTime;
            var awake = await SleepAsync();
            var end = new CycleEnd(
                input.Id,
                input.System,
                input.Parts[0].Component,
                reason.Length == 0 && awake.Length == 0,
                string.Join("; ", new[] { reason, awake }.Where(each => each.Length > 0)),
                reason.Length == 0 ? Math.Round((ready - began).TotalSeconds, 3) : null,
                reason.Length == 0 && through is not null
                    ? Math.Round(Math.Max((ready - through.Value.UtcDateTime).TotalSeconds, 0), 3)
                    : null,
                drift)
            {
                Overtaken = overtaken,
            };
            await context.CallActivityAsync(ActivityNames.FinishCycle, end, Persistent);
            return end;
        }

        // Why it was not ready; empty where all was checked. And until when all that was committed is there.
        private async Task<(string Reason, DateTimeOffset? Through)> UseAsync()
        {
            DateTimeOffset? through = null;
            foreach (var part in input.Parts)
            {
                if (!part.IsFiles)
                {
                    Publish($"wake {part.Component}");
                    if (await OrderAsync(part, SiteVerb.Start) is { Succeeded: false } started)
                    {
                        return (Told(part, started), null);
                    }
                }

                if (part.Fill)
                {
                    Publish($"bring {part.Component} forward");
                    var filled = await FillAsync(part);
                    if (!filled.Succeeded)
                    {
                        return ($"{part.Component}: {filled.Told}", null);
                    }

                    through = through < filled.Through ? through : filled.Through;
                }
            }

            foreach (var part in input.Parts.Where(part => !part.IsFiles))
            {
                Publish($"check {part.Component}");
                var verb = part.IsDatabase ? SiteVerb.Status : SiteVerb.Check;
                if (await OrderAsync(part, verb) is { Succeeded: false } checkedPart)
                {
                    return (Told(part, checkedPart), null);
                }
            }

            await LookForDriftAsync();
            return ("", through);
        }

        private Task<Filled> FillAsync(CyclePart part) => new StandbyFilling(context)
        {
            Begun = run => Publish($"bring {part.Component} forward by run {run}"),
        }.FillAsync(
            new FillRequest(
                input.System, part.Component, part.Target, $"{input.Id}/{part.Component}",
                new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero))
            {
                By = input.By,
            },
            Patience);

        private async Task LookForDriftAsync()
        {
            try
            {
                var seen = await context.CallActivityAsync<Drift>(ActivityNames.FindDrift, input, Brief);
                drift.AddRange(seen.Found);
            }
            catch (TaskFailedException error)
            {
                drift.Add($"it could not be looked for drift: {error.FailureDetails.ErrorMessage}");
            }

            foreach (var part in input.Parts.Where(part => part.Capacity > 0))
            {
                var status = await OrderAsync(part, SiteVerb.Status);
                if (!status.Succeeded && status.Code != SiteAnswer.VerbUnknown)
                {
                    drift.Add($"its capacity could not be looked at: {Told(part, status)}");
                }
                else if (HostCapacity.ToldBy(status.Told) is { } runs && runs != part.Capacity)
                {
                    drift.Add($"{part.Component} woke with a capacity of {runs}, and {part.Capacity} is declared");
                }
            }
        }

        // All of it, also what was never seen to start: an order that was not answered may have been done.
        private async Task<string> SleepAsync()
        {
            var awake = new List<string>();
            foreach (var part in input.Parts.Where(part => !part.IsFiles).Reverse())
            {
                Publish($"let {part.Component} sleep");
                for (var attempt = 1; !overtaken; attempt++)
                {
                    var answer = await OrderAsync(part, SiteVerb.Stop);
                    if (answer.Succeeded || overtaken)
                    {
                        break;
                    }

                    if (attempt == SleepAttempts)
                    {
                        awake.Add($"it may still be awake: {Told(part, answer)}");
                        break;
                    }

                    await context.CreateTimer(SleepPause, CancellationToken.None);
                }
            }

            return string.Join("; ", awake);
        }

        private async Task<SiteAnswer> OrderAsync(CyclePart part, SiteVerb verb)
        {
            var answer = await orders.GiveAsync(
                new SiteOrder
                {
                    OrderId = "", System = "", Site = input.Site, Component = part.Component, Verb = verb,
                    Epoch = input.Epoch, Filling = verb == SiteVerb.Start && part.IsDatabase,
                    Capacity = verb == SiteVerb.Start ? part.Capacity : 0,
                },
                TimeSpan.FromSeconds(input.OrderSeconds));

            // A newer epoch has been won since: what is here is the runbook's now.
            overtaken |= answer.IsOvertaken();
            return answer;
        }

        private static string Told(CyclePart part, SiteAnswer answer) => $"{part.Component}: {answer.Told}";

        private void Publish(string doing) => context.SetCustomStatus(doing);
    }
}
