using Mesh.Domain.Sites;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>Gives orders to agents and waits for their answers. Deterministic.</summary>
internal sealed class RunbookOrders(TaskOrchestrationContext context, RunbookInput input, TaskOptions retries)
{
    private int count;

    /// <summary>
    /// Gives one order, again and again in one name until it is answered: an agent that has done it answers
    /// with what it did then. No answer in time is an answer too: the order may have been carried out.
    /// </summary>
    public async Task<SiteAnswer> GiveAsync(SiteOrder order, TimeSpan patience)
    {
        var named = order with
        {
            OrderId = $"{input.RunbookId}-{++count}",
            Instance = input.RunbookId,
            System = input.System,
        };
        var end = context.CurrentUtcDateTime + patience;
        try
        {
            while (context.CurrentUtcDateTime < end)
            {
                var left = end - context.CurrentUtcDateTime;
                var round = TimeSpan.FromSeconds(Math.Min(left.TotalSeconds, input.Policy.AskAgainSeconds));
                var answer = context.WaitForExternalEvent<SiteAnswer>(named.OrderId, round);
                await context.CallActivityAsync(ActivityNames.SendSiteOrder, named, retries);
                try
                {
                    return await answer;
                }
                catch (OperationCanceledException)
                {
                    // Asked again while there is time.
                }
            }
        }
        catch (TaskFailedException error)
        {
            return SiteAnswer.Failed(
                named, "not-sent", error.FailureDetails.ErrorMessage, "look at the queue", retryable: true);
        }

        return SiteAnswer.Failed(
            named, "no-answer",
            $"the agent of {order.Site} did not answer within {patience.TotalSeconds:0.#} s",
            $"look whether 'mesh agent' runs at {order.Site} and reaches the server", retryable: true);
    }
}
