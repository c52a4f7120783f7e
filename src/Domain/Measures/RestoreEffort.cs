namespace Mesh.Domain.Measures;

/// <summary>What a restore that was done took.</summary>
/// <param name="Bytes">What was loaded and compared; above 0.</param>
/// <param name="LoadTime">The time for that.</param>
/// <param name="LogSpan">The span of time whose log was applied.</param>
/// <param name="ReplayTime">The time for that.</param>
public sealed record RestoreEffort(long Bytes, TimeSpan LoadTime, TimeSpan LogSpan, TimeSpan ReplayTime);
