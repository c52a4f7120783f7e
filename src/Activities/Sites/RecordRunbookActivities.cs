using System.Text.Json;
using Mesh.Activities.Runs;
using Mesh.Catalog.Runbooks;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runbooks;
using Mesh.Orchestrations.Standbys;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Sites;

/// <summary>Enters what came of a runbook and of its steps.</summary>
public sealed class RecordRunbookActivities(
    RunbookBook runbooks, ProductionBoard productions, WaitingRunbooks waiting)
{
    [Function(ActivityNames.RecordRunbookStep)]
    public async Task<Done> Step(
        [ActivityTrigger] RunbookStepNews news, CancellationToken cancellationToken)
    {
        await runbooks.RecordStepAsync(
            news.RunbookId, news.Step.Id, JsonSerializer.Serialize(news.Step, RunbookJson.Options),
            cancellationToken);
        await AmendAsync(news.RunbookId, news.Step.Receipt, cancellationToken);
        await AmendAsync(news.RunbookId, news.Step.Kept, cancellationToken);
        return new Done();
    }

    [Function(ActivityNames.FinishRunbook)]
    public async Task<Done> Finish(
        [ActivityTrigger] RunbookReport report, CancellationToken cancellationToken)
    {
        var state = report.Succeeded ? RunbookState.Succeeded
            : report.Undone ? RunbookState.Undone
            : RunbookState.Failed;
        if (report is { Succeeded: false, Epoch: > 0 })
        {
            await productions.EnterAsync(
                SystemName.Parse(report.System), LeftAt(report), report.Epoch, report.RunbookId,
                cancellationToken);
        }

        await runbooks.FinishAsync(
            report.RunbookId, state, JsonSerializer.Serialize(report, RunbookJson.Options),
            cancellationToken);

        await waiting.OverAsync(report.System, report.Situation, cancellationToken);

        // A step that could not be entered is in the report all the same.
        foreach (var receipt in report.Receipts)
        {
            await AmendAsync(report.RunbookId, receipt, cancellationToken);
        }

        foreach (var kept in report.Kept)
        {
            await AmendAsync(report.RunbookId, kept, cancellationToken);
        }

        return new Done();
    }

    // What ended half-way has left production where its data is, and an epoch that the next runbook has to
    // know of: it would take it for another's.
    private static SiteName LeftAt(RunbookReport report) => SiteName.Parse(
        report.Promoted || report.Situation.Kind == RunbookKind.Protect
            ? report.Situation.To
            : report.Situation.From);

    private Task AmendAsync(string id, RunbookReceipt? receipt, CancellationToken cancellationToken) =>
        receipt is null
            ? Task.CompletedTask
            : AmendAsync(
                id,
                receipt.Site,
                report => report.With(receipt),
                $"{receipt.Component} at {receipt.Site}: {receipt.Receipt.Transactions} transactions lost, "
                    + $"receipt {receipt.Receipt.ManifestSha256}",
                cancellationToken);

    private Task AmendAsync(string id, KeptFiles? kept, CancellationToken cancellationToken) =>
        kept is null
            ? Task.CompletedTask
            : AmendAsync(
                id,
                kept.Site,
                report => report.With(kept),
                $"{kept.Component} at {kept.Site}: {kept.Added} files added, {kept.Changed} changed and "
                    + $"{kept.Removed} removed that its successor did not get, snapshot {kept.Snapshot}",
                cancellationToken);

    private Task AmendAsync(
        string id,
        string site,
        Func<RunbookReport, RunbookReport> amend,
        string told,
        CancellationToken cancellationToken) =>
        runbooks.AmendAsync(
            id,
            SiteName.Parse(site),
            report => JsonSerializer.Serialize(
                amend(JsonSerializer.Deserialize<RunbookReport>(report, RunbookJson.Options)!),
                RunbookJson.Options),
            told,
            cancellationToken);
}
