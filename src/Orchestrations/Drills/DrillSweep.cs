namespace Mesh.Orchestrations.Drills;

/// <summary>What a drill has made on this machine is to be removed.</summary>
/// <param name="DrillId">The drill.</param>
public sealed record DrillSweep(string DrillId);
