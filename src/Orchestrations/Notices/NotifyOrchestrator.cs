using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Notices;

/// <summary>
/// Sends a system's notices: what is due now, then what is due next, until nothing is left. What it has to
/// do is in the catalogue, so that it may be ended and begun anew at any moment.
/// </summary>
public static class NotifyOrchestrator
{
    private static readonly TaskOptions Persistent = TaskOptions.FromRetryPolicy(new RetryPolicy(
        1000, TimeSpan.FromSeconds(1), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(5)));

    /// <returns>How many messages were tried last.</returns>
    [Function(OrchestratorNames.Notify)]
    public static async Task<int> Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, NotifyInput input)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(input);
        var news = context.WaitForExternalEvent<int>(NotifyInput.News);
        var plan = await context.CallActivityAsync<NotifyPlan>(
            ActivityNames.PlanNotices, input, Persistent);
        if (plan is { Due.Count: 0, Next: null })
        {
            return 0;
        }

        await Task.WhenAll(plan.Due.Select(id => context.CallActivityAsync(
            ActivityNames.SendNotices, new NoticeName(id), Persistent)));
        if (plan.Due.Count == 0)
        {
            var left = plan.Next!.Value.UtcDateTime - context.CurrentUtcDateTime;
            using var woken = new CancellationTokenSource();
            var due = context.CreateTimer(left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1), woken.Token);
            await Task.WhenAny(news, due);
            woken.Cancel();
        }

        context.ContinueAsNew(input, preserveUnprocessedEvents: true);
        return plan.Due.Count;
    }
}
