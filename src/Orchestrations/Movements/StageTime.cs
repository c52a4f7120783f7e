namespace Mesh.Orchestrations.Movements;

/// <summary>A part of a long movement and how long it took.</summary>
/// <param name="Name">What it did, as the run's phases name it.</param>
/// <param name="Seconds">Its time.</param>
public sealed record StageTime(string Name, double Seconds);
