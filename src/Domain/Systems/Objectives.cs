namespace Mesh.Domain.Systems;

/// <summary>What the owner of a system demands.</summary>
/// <param name="Rpo">The most that may be lost, as a span of time.</param>
/// <param name="Rto">The longest until the system is back.</param>
/// <param name="Availability">Percent of the year, as 99.9.</param>
public sealed record Objectives(TimeSpan? Rpo = null, TimeSpan? Rto = null, double? Availability = null);
