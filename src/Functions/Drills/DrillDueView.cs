namespace Mesh.Functions.Drills;

/// <summary>A system in the calendar of drills.</summary>
/// <param name="System">Its name.</param>
/// <param name="Last">Its newest drill; null where there was none.</param>
/// <param name="ProofAgeSeconds">How old its newest successful drill is; null where there was none.</param>
/// <param name="Due">When the next is due; null where none is declared.</param>
/// <param name="Overdue">Whether what was due has not been done.</param>
/// <param name="Auto">Whether Mesh starts what is due.</param>
public sealed record DrillDueView(
    string System, DrillView? Last, double? ProofAgeSeconds, DateTimeOffset? Due, bool Overdue, bool Auto);
