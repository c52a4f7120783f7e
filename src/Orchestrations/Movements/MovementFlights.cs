using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Movements;

/// <summary>
/// Sends movements and waits for their results: a bounded number outstanding, each sent again when it fails
/// or stays away, the run's lock renewed meanwhile. Deterministic: all it sees comes from the orchestration's
/// history.
/// </summary>
internal sealed class MovementFlights(TaskOrchestrationContext context, RunScope run, MovementPolicy policy)
{
    private readonly Retries retries = new(policy);

    /// <summary>Hears how far movements are that take long; their results come later.</summary>
    public Action<MovementReading> UnderWay { get; init; } = static _ => { };

    /// <summary>Sends one movement and waits for its result.</summary>
    /// <exception cref="StepFailedException">It failed for good.</exception>
    public async Task<MovementResult> OneAsync(MovementMessage message) =>
        (await AllAsync([message], static _ => { }))[0];

    /// <summary>Sends one movement and waits for its result, also a failure. Renews no lock.</summary>
    public Task<MovementResult> TryAsync(MovementMessage message) => FlyAsync(message);

    /// <summary>
    /// Sends all, in order, and waits for all results. After one fails for good no more are sent, but those
    /// under way are waited for: nothing of a run goes on when the run has ended.
    /// </summary>
    /// <returns>The results in the order of the messages.</returns>
    /// <exception cref="StepFailedException">One failed for good.</exception>
    public async Task<MovementResult[]> AllAsync(
        IReadOnlyList<MovementMessage> messages, Action<MovementResult> arrived)
    {
        var results = new MovementResult[messages.Count];
        var flying = new Dictionary<Task<MovementResult>, int>();
        MovementResult? failed = null;
        using var landed = new CancellationTokenSource();
        var renewal = NextRenewal(landed.Token);
        try
        {
            for (var next = 0; flying.Count > 0 || (failed is null && next < messages.Count);)
            {
                while (failed is null && next < messages.Count && flying.Count < policy.Window)
                {
                    flying.Add(FlyAsync(messages[next]), next++);
                }

                var first = await Task.WhenAny([.. flying.Keys, renewal]);
                if (first == renewal)
                {
                    failed ??= await RenewAsync();
                    renewal = NextRenewal(landed.Token);
                    continue;
                }

                var flight = (Task<MovementResult>)first;
                flying.Remove(flight, out var index);
                results[index] = await flight;
                if (results[index].Succeeded)
                {
                    arrived(results[index]);
                }
                else
                {
                    failed ??= results[index];
                }
            }
        }
        finally
        {
            landed.Cancel();
        }

        return failed is null ? results : throw new StepFailedException(failed.Reason);
    }

    private async Task<MovementResult?> RenewAsync()
    {
        try
        {
            await context.CallActivityAsync(ActivityNames.RefreshRunLock, run, retries.Vault);
            return null;
        }
        catch (TaskFailedException error)
        {
            return new MovementResult
            {
                RunId = run.RunId,
                MovementId = ActivityNames.RefreshRunLock,
                Succeeded = false,
                Reason = error.FailureDetails.ErrorMessage,
            };
        }
    }

    private Task NextRenewal(CancellationToken landed) =>
        context.CreateTimer(TimeSpan.FromSeconds(policy.LockRefreshSeconds), landed);

    private async Task<MovementResult> FlyAsync(MovementMessage message)
    {
        for (var send = 1; ; send++)
        {
            var result = await SendAsync(message with { Send = send }) ?? await ResultAsync(message, send);
            if (result.Succeeded || !result.Retryable || send >= policy.MaxSends)
            {
                return result;
            }

            await context.CreateTimer(
                TimeSpan.FromSeconds(policy.PauseSeconds * send), CancellationToken.None);
        }
    }

    private async Task<MovementResult?> SendAsync(MovementMessage message)
    {
        try
        {
            await context.CallActivityAsync(ActivityNames.SendMovement, message, retries.Vault);
            return null;
        }
        catch (TaskFailedException error)
        {
            return MovementResult.Failed(message, error.FailureDetails.ErrorMessage, retryable: false);
        }
    }

    private async Task<MovementResult> ResultAsync(MovementMessage message, int send)
    {
        try
        {
            // A success counts whichever sending it answers; a failure only if it answers this one.
            while (true)
            {
                var result = await context.WaitForExternalEvent<MovementResult>(
                    message.MovementId, TimeSpan.FromSeconds(policy.PatienceSeconds));
                if (result.UnderWay is { } reading)
                {
                    UnderWay(reading);
                }
                else if (result.Succeeded || result.Send >= send)
                {
                    return result;
                }
            }
        }
        catch (TaskCanceledException)
        {
            return MovementResult.Failed(
                message with { Send = send },
                $"movement {message.MovementId}: no result within {policy.PatienceSeconds:0} s, sent {send} times",
                retryable: true);
        }
    }
}
