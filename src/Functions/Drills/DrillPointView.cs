namespace Mesh.Functions.Drills;

/// <summary>A recovery point that a drill restores.</summary>
/// <param name="Component">Of what.</param>
/// <param name="Point">Its id.</param>
/// <param name="ConsistentAt">The time whose state is restored, by point and log.</param>
public sealed record DrillPointView(string Component, string Point, DateTimeOffset ConsistentAt);
