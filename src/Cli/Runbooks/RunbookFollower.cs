using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Functions.Runbooks;
using Mesh.Sources.Progress;

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
        await using (output.ShowProgress(
            $"{runbook.Kind} {runbook.System}", () => Reading(Volatile.Read(ref last))))
        {
            while (!last.IsOver() && !(last.Status?.Question > question))
            {
                await Task.Delay(Look, TimeProvider.System, cancellationToken);
                Volatile.Write(ref last, await api.GetRunbookAsync(runbook.Id, cancellationToken));
            }
        }

        return last;
    }

    private static TransferReading Reading(RunbookView runbook) => new(
        0, null, runbook.Status?.StepsDone ?? 0, runbook.Status?.StepsTotal,
        runbook.Status is { } status ? $"{status.Phase}: {status.Title}" : runbook.State);
}
