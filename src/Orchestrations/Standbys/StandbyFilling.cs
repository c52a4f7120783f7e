using Mesh.Orchestrations.Runs;
using Mesh.Orchestrations.Restores;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Standbys;

/// <summary>
/// Fills a standby from the vault, by a restore that is entered as a run of its own: the newest point and all
/// of its log, or only what the log has gained where the standby was filled before. Deterministic.
/// </summary>
internal sealed class StandbyFilling(TaskOrchestrationContext context)
{
    /// <summary>Hears which run does it, when that is known.</summary>
    public Action<string> Begun { get; init; } = static _ => { };

    /// <param name="request">What is wanted; its name is that of the first attempt.</param>
    /// <param name="patience">How long to wait for what must be in the vault, and for the target.</param>
    public async Task<Filled> FillAsync(FillRequest request, TimeSpan patience)
    {
        try
        {
            var filled = await TryAsync(request, patience);
            if (filled.Succeeded || !filled.Retryable || request.Anew)
            {
                return filled;
            }

            // What does not go on from where the standby stands may still be loaded as a whole.
            return await TryAsync(request with { Anew = true, Name = $"{request.Name}-anew" }, patience);
        }
        catch (TaskFailedException error)
        {
            return new Filled(false, error.FailureDetails.ErrorMessage, default);
        }
    }

    private async Task<Filled> TryAsync(FillRequest request, TimeSpan patience)
    {
        var end = context.CurrentUtcDateTime + patience;
        var choice = await ChooseAsync(request, end);
        if (choice.Missing.Length > 0)
        {
            return new Filled(false, choice.Missing, default);
        }

        var (begun, pause) = (new EnteredRestore(null), new GrowingPause(context));
        while (true)
        {
            begun = await context.CallActivityAsync<EnteredRestore>(
                ActivityNames.BeginFill, new FillBegin(request, choice), ChildRun.Brief);
            if (begun.Input is not null || context.CurrentUtcDateTime >= end)
            {
                break;
            }

            await pause.WaitAsync();
        }

        if (begun.Input is not { } input)
        {
            return new Filled(false, begun.Why, default);
        }

        Begun(input.Run.RunId);
        var (succeeded, told, compared) = await new ChildRun(context).EndAsync(input);
        return new Filled(succeeded, told, choice.Through, Retryable: choice.Onward)
        {
            Compared = compared,
        };
    }

    // A transaction that the fenced primary had may still be on its way to the vault.
    private async Task<FillChoice> ChooseAsync(FillRequest request, DateTime end)
    {
        var pause = new GrowingPause(context);
        while (true)
        {
            var choice = await context.CallActivityAsync<FillChoice>(
                ActivityNames.ChooseFill, request, ChildRun.Brief);
            if (choice.Missing.Length == 0 || context.CurrentUtcDateTime >= end)
            {
                return choice;
            }

            await pause.WaitAsync();
        }
    }
}
