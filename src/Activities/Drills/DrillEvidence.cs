using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Mesh.Catalog.Drills;
using Mesh.Domain.Drills;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Drills;

namespace Mesh.Activities.Drills;

/// <summary>The evidence of a drill as JSON. Times are UTC with milliseconds, spans are seconds with three
/// decimals.</summary>
internal static class DrillEvidence
{
    /// <summary>The type that is signed with it.</summary>
    public const string PayloadType = "application/vnd.mesh.drill.v1+json";

    public static JsonObject Of(DrillReport report, Objectives objectives, DrillTraces traces) => new()
    {
        ["drill"] = report.DrillId,
        ["system"] = report.System,
        ["revision"] = report.Revision,
        ["manifestSha256"] = report.ManifestSha256,
        ["meshVersion"] = Version(),
        ["requestedBy"] = report.RequestedBy,
        ["requestedAt"] = Time(report.RequestedAt),
        ["startedAt"] = Time(report.Started),
        ["endedAt"] = Time(report.Ended),
        ["outcome"] = Words.Of(report.State),
        ["reason"] = report.Reason,
        ["approvals"] = List(report.Approvals, Approval),
        ["points"] = List(report.Points, Point),
        ["phases"] = List(report.Phases, phase => new JsonObject
        {
            ["name"] = phase.Name,
            ["startedAt"] = Time(phase.Started),
            ["endedAt"] = Time(phase.Ended),
            ["seconds"] = Seconds(phase.Length.TotalSeconds),
        }),
        ["steps"] = List(report.Steps, Step),
        ["checks"] = List(report.Checks, check => new JsonObject
        {
            ["component"] = check.Component,
            ["name"] = check.Name,
            ["passed"] = check.Passed,
            ["told"] = check.Told,
        }),
        ["figures"] = Figures(report.Figures, objectives),
        ["notDrilled"] = List(
            report.Steps.Where(each => each.Step.Treatment == DrillTreatment.NotDrilled),
            each => new JsonObject { ["step"] = each.Step.Id, ["why"] = each.Step.Why }),
        ["traces"] = Traces(report, traces),
        ["audit"] = new JsonObject
        {
            ["before"] = traces.Before.ToString(),
            ["after"] = traces.After.ToString(),
        },
    };

    private static JsonObject Approval(DrillApproval approval) => new()
    {
        ["by"] = approval.By,
        ["at"] = Time(approval.At),
        ["simulated"] = approval.IsSimulated,
        ["waitedSeconds"] = Seconds(approval.WaitedSeconds),
        ["note"] = approval.Note,
    };

    private static JsonObject Point(DrillPoint point) => new()
    {
        ["component"] = point.Component,
        ["point"] = point.Point,
        ["snapshot"] = point.Snapshot,
        ["repository"] = point.Repository,
        ["consistentAt"] = Time(point.ConsistentAt),
        ["position"] = point.Position,
    };

    private static JsonObject Step(DrillStepRecord record) => new()
    {
        ["step"] = record.Step.Id,
        ["phase"] = Words.Of(record.Step.Phase),
        ["title"] = record.Step.Title,
        ["treatment"] = Words.Of(record.Step.Treatment),
        ["why"] = record.Step.Why,
        ["startedAt"] = Time(record.Started),
        ["endedAt"] = Time(record.Ended),
        ["done"] = record.Done,
        ["told"] = record.Told,
    };

    private static JsonObject Figures(DrillFigures figures, Objectives objectives) => new()
    {
        ["rtoSeconds"] = Seconds(figures.RtoSeconds),
        ["rtoObjectiveSeconds"] = Seconds(objectives.WantedRto?.TotalSeconds),
        ["rpoSeconds"] = Seconds(figures.RpoSeconds),
        ["rpoObjectiveSeconds"] = Seconds(objectives.WantedRpo?.TotalSeconds),
        ["level"] = objectives.Level?.Word,
        ["complete"] = figures.IsComplete,
        ["verdict"] = DrillVerdict.Of(objectives, figures),
        ["components"] = List(figures.Components, each => new JsonObject
        {
            ["component"] = each.Component,
            ["rtoSeconds"] = Seconds(each.RtoSeconds),
            ["rpoSeconds"] = Seconds(each.RpoSeconds),
        }),
    };

    private static JsonObject Traces(DrillReport report, DrillTraces traces) => new()
    {
        ["auditEntries"] = List(traces.Entries, entry => new JsonObject
        {
            ["number"] = entry.Number,
            ["action"] = entry.Action,
            ["who"] = entry.Who,
        }),
        ["auditEntryToCome"] = $"drill-{Words.Of(report.State)}",
        ["catalogueRows"] = new JsonArray($"Drills {report.DrillId}"),
        ["alerts"] = report.State == DrillState.Failed ? new JsonArray("drill-failed") : [],
        ["rehearsalsAsked"] = new JsonArray([.. report.Asked.Select(each => (JsonNode)each)]),
        ["vaultLocksPutAndRemoved"] = new JsonArray(
            [.. report.Locked.Select(each => (JsonNode)each)]),
        ["vaultsRead"] = new JsonArray([.. report.Locked.Select(each => (JsonNode)each)]),
        ["scratchRemoved"] = report.IsClean,
    };

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonObject> write) =>
        new([.. items.Select(item => (JsonNode)write(item))]);

    private static JsonValue? Seconds(double? seconds) =>
        seconds is { } known ? JsonValue.Create(decimal.Round((decimal)known, 3) + 0.000m) : null;

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Version() =>
        typeof(DrillEvidence).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "";
}
