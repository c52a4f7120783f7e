using Mesh.Domain.Drills;

namespace Mesh.Orchestrations.Drills;

/// <summary>What came of one step of a drill.</summary>
/// <param name="Step">The step.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it was over.</param>
/// <param name="Done">Whether it was shown to work; of what is not rehearsed, whether it counts as
/// done.</param>
/// <param name="Told">What was done or seen.</param>
public sealed record DrillStepRecord(
    DrillStep Step, DateTimeOffset Started, DateTimeOffset Ended, bool Done, string Told);
