using System.Text.Json;
using Mesh.Activities.Runs;
using Mesh.Catalog.Runbooks;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runbooks;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Sites;

/// <summary>Enters what came of a runbook and of its steps.</summary>
public sealed class RecordRunbookActivities(RunbookBook runbooks)
{
    [Function(ActivityNames.RecordRunbookStep)]
    public async Task<Done> Step(
        [ActivityTrigger] RunbookStepNews news, CancellationToken cancellationToken)
    {
        await runbooks.RecordStepAsync(
            news.RunbookId, news.Step.Id, JsonSerializer.Serialize(news.Step, RunbookJson.Options),
            cancellationToken);
        return new Done();
    }

    [Function(ActivityNames.FinishRunbook)]
    public async Task<Done> Finish(
        [ActivityTrigger] RunbookReport report, CancellationToken cancellationToken)
    {
        var state = report.Succeeded ? RunbookState.Succeeded
            : report.Undone ? RunbookState.Undone
            : RunbookState.Failed;
        await runbooks.FinishAsync(
            report.RunbookId, state, JsonSerializer.Serialize(report, RunbookJson.Options),
            cancellationToken);
        return new Done();
    }
}
