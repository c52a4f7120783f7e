using Mesh.Domain.Sites;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>Gives orders to agents and waits for their answers. Deterministic.</summary>
/// <param name="context">The orchestration that waits.</param>
/// <param name="instance">Its id.</param>
/// <param name="system">The system.</param>
/// <param name="askAgain">After how many seconds an order that was not answered is given again.</param>
/// <param name="retries">How often sending is tried.</param>
internal sealed class RunbookOrders(
    TaskOrchestrationContext context, string instance, string system, double askAgain, TaskOptions retries)
{
    // Orders of one epoch have numbers of their own, up to an epoch that nobody comes to.
    private const int OrdersOfAnEpoch = 1000;
    private const int LastEpoch = int.MaxValue / OrdersOfAnEpoch;

    private int count;

    /// <summary>
    /// Numbers what follows by an epoch that was won since. A Mesh that was replaced may have given orders
    /// that this one knows nothing of: an agent would answer for theirs.
    /// </summary>
    public void NumberBy(long epoch) =>
        count = Math.Max(count, (int)Math.Min(epoch, LastEpoch) * OrdersOfAnEpoch);

    /// <summary>Asks how a component is at a site.</summary>
    /// <param name="site">The site.</param>
    /// <param name="component">The component.</param>
    /// <param name="epoch">The epoch of the runbook.</param>
    /// <param name="patience">How long an answer is waited for.</param>
    public Task<SiteAnswer> AskAsync(string site, string component, long epoch, TimeSpan patience) =>
        GiveAsync(
            new SiteOrder
            {
                OrderId = "", System = "", Site = site, Component = component, Verb = SiteVerb.Status,
                Epoch = epoch,
            },
            patience);

    /// <summary>
    /// Gives one order, again and again in one name until it is answered: an agent that has done it answers
    /// with what it did then. No answer in time is an answer too: the order may have been carried out.
    /// </summary>
    /// <param name="order">The order.</param>
    /// <param name="patience">How long an answer is waited for.</param>
    /// <param name="again">After which time it is given again; null: the usual.</param>
    public async Task<SiteAnswer> GiveAsync(SiteOrder order, TimeSpan patience, TimeSpan? again = null)
    {
        var named = order with
        {
            OrderId = $"{instance}-{++count}",
            Number = count,
            Instance = instance,
            System = system,
        };
        var end = context.CurrentUtcDateTime + patience;
        var answer = AnswerAsync(named);
        try
        {
            while (!answer.IsCompleted && context.CurrentUtcDateTime < end)
            {
                await context.CallActivityAsync(ActivityNames.SendSiteOrder, named, retries);
                var left = Math.Min(
                    (end - context.CurrentUtcDateTime).TotalSeconds, again?.TotalSeconds ?? askAgain);
                using var answered = new CancellationTokenSource();
                var pause = context.CreateTimer(TimeSpan.FromSeconds(Math.Max(left, 0)), answered.Token);
                await Task.WhenAny(answer, pause);
                answered.Cancel();
            }
        }
        catch (TaskFailedException error) when (!answer.IsCompleted)
        {
            return SiteAnswer.Failed(
                named, "not-sent", error.FailureDetails.ErrorMessage, "look at the queue", retryable: true);
        }

        return answer.IsCompleted
            ? await answer
            : SiteAnswer.Failed(
                named, "no-answer",
                $"the agent of {order.Site} did not answer within {patience.TotalSeconds:0.#} s",
                $"look whether 'mesh agent' runs at {order.Site} and reaches the server", retryable: false);
    }

    // One wait for all rounds: an event may be given to a wait that was cancelled before, and be lost with
    // it. What does not answer this order is nobody's, and the next is waited for.
    private async Task<SiteAnswer> AnswerAsync(SiteOrder order)
    {
        while (true)
        {
            var answer = await context.WaitForExternalEvent<SiteAnswer>(SiteAnswer.Event(order.OrderId));
            if (answer.Answers(order))
            {
                return answer;
            }
        }
    }
}
