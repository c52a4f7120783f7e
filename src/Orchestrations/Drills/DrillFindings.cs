using Mesh.Domain.Drills;
using Mesh.Domain.Measures;
using Mesh.Domain.Sites;
using Mesh.Domain.Spelling;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Proofs;

namespace Mesh.Orchestrations.Drills;

/// <summary>Gathers what a drill shows, step by step, and makes its report.</summary>
internal sealed class DrillFindings(DrillInput input)
{
    /// <summary>The stage of a rehearsal in which the restored server takes a write.</summary>
    private const string PromoteStage = "promote";

    private readonly List<DrillStepRecord> steps = [];
    private readonly List<DrillCheck> checks = [];
    private readonly List<DrillPoint> points = [];
    private readonly List<string> asked = [];
    private readonly List<DrillComponentFigures> figures = [];
    private readonly Dictionary<string, DrillStepRecord> promoted = new(StringComparer.Ordinal);

    /// <summary>How many steps are over.</summary>
    public int Count => steps.Count;

    /// <summary>Enters a step that restores nothing.</summary>
    public void Pass(DrillStep step, DateTimeOffset at)
    {
        if (!step.Promotes)
        {
            var counts = step.Treatment == DrillTreatment.Simulated;
            steps.Add(new DrillStepRecord(step, at, at, counts, counts ? "simulated" : "not drilled"));
            return;
        }

        steps.Add(promoted.TryGetValue(step.Component, out var shown)
            ? shown with { Step = step }
            : new DrillStepRecord(step, at, at, false, "nothing was restored that could be promoted"));
    }

    /// <summary>Enters a component that was restored, or could not be.</summary>
    public void Enter(
        DrillStep step, DrillPart part, MovementResult result, DateTimeOffset began, DateTimeOffset ended)
    {
        if (result is not { Succeeded: true, Proof: { } proof })
        {
            var reason = result.Succeeded ? "its result holds no proof" : result.Reason;
            checks.Add(new DrillCheck(part.Component, "restored", false, reason));
            steps.Add(new DrillStepRecord(step, began, ended, false, reason));
            return;
        }

        var canary = proof.Stages.LastOrDefault(stage => stage.Stage == PromoteStage);
        var promoting = ended - TimeSpan.FromSeconds(canary?.Seconds ?? 0);
        var at = promoting < began ? began : promoting;
        var good = proof.Findings.Count == 0;
        var told = good ? Told(part, proof) : string.Join("; ", proof.Findings);
        steps.Add(new DrillStepRecord(step, began, at, good, told));
        Check(part, proof);
        if (canary is not null)
        {
            promoted[part.Component] = new DrillStepRecord(
                step, at, ended, good, "it took a write and gave it back, before it was thrown away");
        }

        points.Add(new DrillPoint(
            part.Component, part.Point.Point, part.Point.Snapshot, part.Run.Repository, part.ConsistentAt,
            proof.Position));
        if (good)
        {
            figures.Add(new DrillComponentFigures(
                part.Component, (ended - began).TotalSeconds, Lost(part).TotalSeconds));
        }
    }

    /// <summary>Enters that an agent is asked to rehearse, whatever comes of it.</summary>
    public void Ask(DrillStep step) => asked.Add($"{step.Component} at {input.Site}");

    /// <summary>Enters what an agent has rehearsed. Where its owner has declared nothing for that, the step
    /// is not drilled.</summary>
    public void Enter(DrillStep step, SiteAnswer answer, DateTimeOffset began, DateTimeOffset ended)
    {
        if (answer.Code == SiteAnswer.VerbUnknown)
        {
            steps.Add(new DrillStepRecord(
                step with { Treatment = DrillTreatment.NotDrilled, Why = $"{answer.Told}: {answer.Hint}" },
                began, ended, false, "not drilled"));
            return;
        }

        checks.Add(new DrillCheck(step.Component, "rehearsed", answer.Succeeded, answer.Told));
        steps.Add(new DrillStepRecord(step, began, ended, answer.Succeeded, answer.Told));
    }

    /// <summary>The report.</summary>
    /// <param name="stopped">Why it ended early; null where it did not.</param>
    /// <param name="dirt">What could not be removed; empty where nothing is left.</param>
    public DrillReport Report(DrillStoppedException? stopped, string dirt)
    {
        var wrong = steps.Where(each => !each.Done && each.Step.Treatment == DrillTreatment.Rehearsed)
            .Select(each => $"{each.Step.Id}: {each.Told}")
            .Concat(dirt.Length > 0 ? [$"it could not be cleaned up: {dirt}"] : [])
            .ToList();
        var state = stopped?.State ?? (wrong.Count == 0 ? DrillState.Succeeded : DrillState.Failed);
        return new DrillReport
        {
            DrillId = input.DrillId,
            System = input.System,
            Revision = input.Revision,
            ManifestSha256 = input.ManifestSha256,
            RequestedBy = input.RequestedBy,
            RequestedAt = input.RequestedAt,
            Started = input.RequestedAt,
            Ended = input.RequestedAt,
            State = state,
            Reason = string.Join("; ", stopped is null ? wrong : wrong.Prepend(stopped.Message)),
            Points = points,
            Phases = Phases(),
            Steps = steps,
            Checks = checks,
            Figures = Figures(state),
            Asked = asked,
            Locked = [.. DrillRehearsals.Vaults(input).Select(vault => vault.Repository)],
            IsClean = dirt.Length == 0,
        };
    }

    private void Check(DrillPart part, ProofResult proof)
    {
        var asserted = part.Assertions.Select(each => $"assertion '{each.Name}'").ToList();
        var others = proof.Findings
            .Where(finding => !asserted.Exists(name => finding.StartsWith(name, StringComparison.Ordinal)))
            .ToList();
        checks.Add(new DrillCheck(
            part.Component, part.IsDatabase ? "every table compared" : "every file compared",
            others.Count == 0, others.Count == 0 ? Told(part, proof) : string.Join("; ", others)));
        foreach (var name in asserted)
        {
            var against = proof.Findings.FirstOrDefault(finding =>
                finding.StartsWith(name, StringComparison.Ordinal));
            var asked = proof.Stages.Any(stage => stage.Stage == "assert");
            checks.Add(new DrillCheck(
                part.Component, name, asked && against is null,
                against ?? (asked ? "it holds" : "it was not asked")));
        }
    }

    private DrillFigures Figures(DrillState state)
    {
        var complete = steps.TrueForAll(each => each.Step.Treatment != DrillTreatment.NotDrilled);
        return state == DrillState.Succeeded && steps.Count > 0
            ? new DrillFigures(
                (steps.Max(each => each.Ended) - input.RequestedAt).TotalSeconds,
                input.Parts.Max(part => Lost(part).TotalSeconds),
                complete,
                figures)
            : DrillFigures.None with { Components = figures };
    }

    private TimeSpan Lost(DrillPart part) => part.ConsistentAt < input.RequestedAt
        ? input.RequestedAt - part.ConsistentAt
        : TimeSpan.Zero;

    private List<PhaseTime> Phases() =>
    [
        .. steps.GroupBy(each => each.Step.Phase).OrderBy(group => group.Key).Select(group => new PhaseTime(
            Words.Of(group.Key), group.Min(each => each.Started), group.Max(each => each.Ended))),
    ];

    private static string Told(DrillPart part, ProofResult proof) => part.IsDatabase
        ? $"{proof.TablesCompared} tables compared, {proof.TablesScanned.Count} scanned, "
            + $"{proof.Bytes} bytes and {proof.LogBytes} bytes of log"
        : $"{proof.FilesCompared} files compared, {proof.Bytes} bytes";
}
