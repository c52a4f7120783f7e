namespace Mesh.Domain.Drills;

/// <summary>What a drill has achieved for one component.</summary>
/// <param name="Component">Its name.</param>
/// <param name="RtoSeconds">What restoring and comparing it took.</param>
/// <param name="RpoSeconds">From the time whose state was restored until the drill was asked for.</param>
public sealed record DrillComponentFigures(string Component, double RtoSeconds, double RpoSeconds);
