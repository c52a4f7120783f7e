using Mesh.Catalog.Alerts;
using Mesh.Domain.Alerts;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Spelling;
using Mesh.Orchestrations.Runbooks;

namespace Mesh.Activities.Sites;

/// <summary>
/// Has people told that a runbook waits for a decision: nobody may be looking at it. Every call may be
/// repeated.
/// </summary>
public sealed class WaitingRunbooks(AlertBoard alerts)
{
    /// <summary>Raises an alert for each question anew, and clears those of questions before.</summary>
    /// <param name="runbook">The runbook.</param>
    /// <param name="status">How far it is; null where that is not known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task LookAsync(
        RunbookInput runbook, RunbookStatus? status, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runbook);
        if (status is not { Question: > 0 })
        {
            await OverAsync(runbook.System, runbook.Situation, cancellationToken);
            return;
        }

        var address = AddressOf(runbook.System, runbook.Situation);
        var subject = $"{runbook.RunbookId} question {status.Question}";
        await alerts.ClearAllAsync(address, AlertCode.RunbookWaits, subject, cancellationToken);
        await alerts.RaiseAsync(
            address, AlertCode.RunbookWaits, subject, AlertSeverity.Critical,
            $"the {Words.Of(runbook.Situation.Kind)} {runbook.RunbookId} waits at {status.Step}: {status.Why} "
                + $"({string.Join(", ", status.Choices)}; 'mesh runbook show {runbook.RunbookId}')",
            cancellationToken);
    }

    /// <summary>Clears what was raised for a runbook that waits no more.</summary>
    public Task OverAsync(
        string system, RunbookSituation situation, CancellationToken cancellationToken) =>
        alerts.ClearAllAsync(
            AddressOf(system, situation), AlertCode.RunbookWaits, but: null, cancellationToken);

    // An alert is a component's; a runbook's is that of the first that it moves.
    private static ComponentAddress AddressOf(string system, RunbookSituation situation) =>
        new(SystemName.Parse(system), ComponentName.Parse(situation.Parts[0].Component));
}
