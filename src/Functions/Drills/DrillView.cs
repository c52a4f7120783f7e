using Mesh.Catalog.Drills;
using Mesh.Domain.Drills;
using Mesh.Domain.Spelling;
using Mesh.Orchestrations.Drills;

namespace Mesh.Functions.Drills;

/// <summary>A drill as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="System">What is drilled.</param>
/// <param name="State"><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="EndedAt">When it was over.</param>
/// <param name="Reason">Why it did not succeed.</param>
/// <param name="Figures">What it has achieved; null while it is under way.</param>
/// <param name="Status">How far it is; null where it has not begun, or is over.</param>
public sealed record DrillView(
    string Id,
    string System,
    string State,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? EndedAt,
    string Reason,
    DrillFigures? Figures,
    DrillStatus? Status)
{
    /// <summary>Whether it is over.</summary>
    public bool IsOver() => State != Words.Of(DrillState.Running);

    internal static DrillView Of(DrillRecord record, DrillStatus? status = null) => new(
        record.Drill.Id,
        record.Drill.System.Value,
        Words.Of(record.State),
        record.Drill.RequestedBy,
        record.Drill.RequestedAt,
        record.EndedAt,
        record.Reason,
        record.Figures,
        record.State == DrillState.Running ? status : null);
}
