namespace Mesh.Orchestrations.Drills;

/// <summary>Something that was looked at, and whether it was as it should be.</summary>
/// <param name="Component">Where.</param>
/// <param name="Name">What.</param>
/// <param name="Passed">Whether it was.</param>
/// <param name="Told">What was seen.</param>
public sealed record DrillCheck(string Component, string Name, bool Passed, string Told);
