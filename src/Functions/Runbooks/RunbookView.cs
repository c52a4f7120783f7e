using System.Text.Json;
using Mesh.Catalog.Runbooks;
using Mesh.Domain.Spelling;
using Mesh.Orchestrations.Runbooks;

namespace Mesh.Functions.Runbooks;

/// <summary>A runbook as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="System">What it moves.</param>
/// <param name="Kind"><c>failover</c> or <c>failback</c>.</param>
/// <param name="Mode"><c>planned</c> or <c>unplanned</c>.</param>
/// <param name="From">The site that was production.</param>
/// <param name="To">The site that becomes it.</param>
/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>undone</c> or <c>failed</c>.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="Status">How far it is; null where it has not begun, or is over.</param>
/// <param name="Steps">The steps that are over.</param>
/// <param name="Report">What it came to; null while it is under way.</param>
public sealed record RunbookView(
    string Id,
    string System,
    string Kind,
    string Mode,
    string From,
    string To,
    string State,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? EndedAt,
    RunbookStatus? Status,
    IReadOnlyList<RunbookStepRecord> Steps,
    RunbookReport? Report)
{
    /// <summary>Whether it is over.</summary>
    public bool IsOver() => State != Words.Of(RunbookState.Running);

    internal static RunbookView Of(RunbookRecord record, RunbookStatus? status = null) => new(
        record.Runbook.Id,
        record.Runbook.System.Value,
        Words.Of(record.Runbook.Kind),
        Words.Of(record.Runbook.Mode),
        record.Runbook.From.Value,
        record.Runbook.To.Value,
        Words.Of(record.State),
        record.Runbook.RequestedBy,
        record.RequestedAt,
        record.EndedAt,
        record.State == RunbookState.Running ? status : null,
        [.. record.Steps.Select(step =>
            JsonSerializer.Deserialize<RunbookStepRecord>(step, RunbookJson.Options)!)],
        record.Report is null
            ? null
            : JsonSerializer.Deserialize<RunbookReport>(record.Report, RunbookJson.Options));
}
