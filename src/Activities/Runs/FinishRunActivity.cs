using Mesh.Catalog.Runs;
using Mesh.Domain.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runs;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Runs;

/// <summary>Closes a run's row; from then on its component is free for the next.</summary>
public sealed class FinishRunActivity(RunLog runs)
{
    [Function(ActivityNames.FinishRun)]
    public async Task<Done> Run([ActivityTrigger] RunEnd end, CancellationToken cancellationToken)
    {
        var id = RunId.Parse(end.Run.RunId);
        var outcome = end.Outcome;
        foreach (var phase in outcome.Phases)
        {
            await runs.RecordPhaseAsync(id, phase, cancellationToken);
        }

        await runs.RecordCountersAsync(
            id,
            new Dictionary<string, long>
            {
                ["files"] = outcome.Files,
                ["filesRead"] = outcome.FilesRead,
                ["bytes"] = outcome.Bytes,
                ["bytesAdded"] = outcome.BytesAdded,
                ["warnings"] = outcome.WarningCount,
            },
            cancellationToken);
        var happened = !outcome.Succeeded ? RunEvent.Fail
            : outcome.WarningCount > 0 ? RunEvent.SucceedInPart
            : RunEvent.Succeed;

        // A run that was cancelled meanwhile stays cancelled.
        if (RunLife.TryNext((await runs.GetAsync(id, cancellationToken)).State, happened) is not null)
        {
            var error = outcome.Succeeded
                ? null
                : new RunError("run-failed", $"{end.Run.System}/{end.Run.Component}", outcome.Reason);
            await runs.AdvanceAsync(id, happened, error, cancellationToken);
        }

        return new Done();
    }
}
