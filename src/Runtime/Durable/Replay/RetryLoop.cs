using Microsoft.DurableTask;

namespace Mesh.Runtime.Durable.Replay;

/// <summary>
/// Attempts of an activity or a sub-orchestration, by policy or by handler. Runs as part of the orchestrator:
/// its pauses are durable timers, its clock is the history's.
/// </summary>
internal sealed class RetryLoop(TaskOrchestrationContext context)
{
    public Task<T> RunAsync<T>(TaskRetryOptions? options, Func<Task<T>> attempt) => options switch
    {
        null => attempt(),
        { Policy: { } policy } => RunByPolicyAsync(policy, attempt),
        { Handler: { } handler } => RunByHandlerAsync(handler, attempt),
        _ => attempt(),
    };

    private async Task<T> RunByPolicyAsync<T>(RetryPolicy policy, Func<Task<T>> attempt)
    {
        var first = context.CurrentUtcDateTime;
        for (var number = 1; ; number++)
        {
            TimeSpan pause;
            try
            {
                return await attempt();
            }
            catch (TaskFailedException e)
            {
                if (NextPause(policy, number, first, e) is not { } next)
                {
                    throw;
                }

                pause = next;
            }

            await context.CreateTimer(pause, CancellationToken.None);
        }
    }

    private async Task<T> RunByHandlerAsync<T>(AsyncRetryHandler handler, Func<Task<T>> attempt)
    {
        var first = context.CurrentUtcDateTime;
        for (var number = 1; ; number++)
        {
            try
            {
                return await attempt();
            }
            catch (TaskFailedException e)
            {
                var total = context.CurrentUtcDateTime - first;
                var retry = new RetryContext(
                    context, number, e.FailureDetails, total, CancellationToken.None);
                if (!await handler(retry))
                {
                    throw;
                }
            }
        }
    }

    /// <summary>How long to wait before the next attempt; null when there is none.</summary>
    private TimeSpan? NextPause(RetryPolicy policy, int attempts, DateTime first, TaskFailedException failure)
    {
        if (attempts >= policy.MaxNumberOfAttempts || !policy.Handle(failure))
        {
            return null;
        }

        var spent = context.CurrentUtcDateTime - first;
        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && spent >= policy.RetryTimeout)
        {
            return null;
        }

        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan
            ? TimeSpan.MaxValue
            : policy.MaxRetryInterval;
        var growth = Math.Pow(policy.BackoffCoefficient, attempts - 1);
        var grown = policy.FirstRetryInterval.TotalMilliseconds * growth;
        return grown < longest.TotalMilliseconds ? TimeSpan.FromMilliseconds(grown) : longest;
    }
}
