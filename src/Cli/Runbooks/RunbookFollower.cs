using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Functions.Runbooks;

namespace Mesh.Cli.Runbooks;

/// <summary>Waits for runbooks, showing how far they are.</summary>
internal static class RunbookFollower
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Waits until a runbook is over, or asks a later question than the one that was answered.
    /// </summary>
    public static async Task<RunbookView> WaitAsync(
        ApiClient api,
        RunbookView runbook,
        int question,
        ConsoleOutput output,
        CancellationToken cancellationToken)
    {
        var last = runbook;
        await using (output.ShowProgress(elapsed => Line(Volatile.Read(ref last), elapsed)))
        {
            while (!last.IsOver() && !(last.Status?.Question > question))
            {
                await Task.Delay(Look, TimeProvider.System, cancellationToken);
                Volatile.Write(ref last, await api.GetRunbookAsync(runbook.Id, cancellationToken));
            }
        }

        return last;
    }

    private static string Line(RunbookView runbook, TimeSpan elapsed)
    {
        var step = runbook.Status is { } status
            ? $"step {status.StepsDone + 1} of {status.StepsTotal}, {status.Phase}: {status.Title}"
            : runbook.State;
        return $"{runbook.Kind} {runbook.System}: {step} ({ProgressText.Duration(elapsed)})";
    }
}
