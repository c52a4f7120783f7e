namespace Mesh.Domain.Drills;

/// <summary>What a drill has achieved.</summary>
/// <param name="RtoSeconds">From the request until the last step was over; null where one failed.</param>
/// <param name="RpoSeconds">The most that any component would have lost; null where one failed.</param>
/// <param name="IsComplete">Whether no step of the failover was left out as not drilled.</param>
/// <param name="Components">The same of each component whose data was restored.</param>
public sealed record DrillFigures(
    double? RtoSeconds, double? RpoSeconds, bool IsComplete, IReadOnlyList<DrillComponentFigures> Components)
{
    /// <summary>What stands where nothing was achieved.</summary>
    public static DrillFigures None { get; } = new(null, null, false, []);
}
