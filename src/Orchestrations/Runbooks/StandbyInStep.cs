using Mesh.Domain.Runbooks;
using Mesh.Domain.Schedules;
using Mesh.Domain.Sites;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>
/// Waits until a standby has all but the last seconds of what production has, by the heartbeat that both
/// hold: the sites' clocks are not compared. Deterministic.
/// </summary>
internal sealed class StandbyInStep(
    TaskOrchestrationContext context, RunbookOrders orders, RunbookPolicy policy)
{
    private const double LongestPause = 15;
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(3);

    // One that catches up may need long; one that receives nothing needs somebody.
    private static readonly TimeSpan Alone = TimeSpan.FromMinutes(2);

    /// <param name="step">Says who waits for whom, and for how long.</param>
    /// <param name="epoch">The epoch of the present production.</param>
    public async Task<StepOutcome> AwaitAsync(RunbookStep step, long epoch)
    {
        var connected = context.CurrentUtcDateTime;
        var end = connected.AddSeconds(step.Seconds);
        for (var pause = 1.0; ; pause = Math.Min(pause * 1.5, LongestPause))
        {
            var production = await AskAsync(step, step.Peer, epoch);
            if (!production.Succeeded)
            {
                return StepOutcome.Of(production);
            }

            var standby = await AskAsync(step, step.Site, epoch);
            if (!standby.Succeeded)
            {
                return StepOutcome.Of(standby);
            }

            if (production.Database is { Role: DatabaseRole.Fenced })
            {
                return new StepOutcome(false, $"{step.Component} at {step.Peer} is fenced, and takes no writes")
                {
                    Hint = "a planned move needs a production that works: decide 'abort', then fail over without "
                        + "'--planned'",
                };
            }

            if (standby.Database is { Role: DatabaseRole.Fenced or DatabaseRole.Primary } other)
            {
                return new StepOutcome(false, $"{step.Component} at {step.Site} follows nobody: it is "
                    + (other.Role == DatabaseRole.Fenced ? "fenced" : "taken for production itself"))
                {
                    Hint = "decide 'abort', bring it back as the standby ('mesh protect SYSTEM'), then move",
                };
            }

            if (production.Database?.NewestCommit is null)
            {
                // It only saves time; that nothing is missing is seen to after the fence.
                return new StepOutcome(true, "production tells of no heartbeat; what lacks is not known");
            }

            var behind = production.Database?.NewestCommit - standby.Database?.NewestCommit;
            if (standby.Database is { Connected: true } && behind <= Near)
            {
                return new StepOutcome(
                    true, $"behind by {Durations.Format(Longer(behind.Value, TimeSpan.Zero))}");
            }

            if (standby.Database is { Connected: true })
            {
                connected = context.CurrentUtcDateTime;
            }

            if (context.CurrentUtcDateTime > end || context.CurrentUtcDateTime > connected + Alone)
            {
                var how = standby.Database is not { Connected: true } ? "it receives nothing"
                    : behind is { } known ? $"it is behind by {Durations.Format(known)}"
                    : "it holds no heartbeat";
                return new StepOutcome(false, how)
                {
                    Hint = "see to the replication, then decide 'retry'; with 'skip' nobody is served until "
                        + "it has caught up",
                };
            }

            await context.CreateTimer(TimeSpan.FromSeconds(pause), CancellationToken.None);
        }
    }

    private Task<SiteAnswer> AskAsync(RunbookStep step, string site, long epoch) =>
        orders.AskAsync(site, step.Component, epoch, TimeSpan.FromSeconds(policy.HoldSeconds));

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
