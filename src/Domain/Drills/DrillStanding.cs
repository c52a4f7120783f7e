namespace Mesh.Domain.Drills;

/// <summary>Where a system stands in its calendar of drills.</summary>
/// <param name="Due">When the next is due; null where none is declared, or none is to come.</param>
/// <param name="ProofAge">How old the newest successful drill is; null where there was none.</param>
/// <param name="IsOverdue">Whether somebody must be told that what was due has not been done.</param>
/// <param name="MayStart">Whether Mesh starts one now by itself.</param>
public sealed record DrillStanding(
    DateTimeOffset? Due, TimeSpan? ProofAge, bool IsOverdue, bool MayStart);
