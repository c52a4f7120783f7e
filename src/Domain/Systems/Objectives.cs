using Mesh.Domain.Standards;
using Mesh.Domain.Standbys;

namespace Mesh.Domain.Systems;

/// <summary>What the owner of a system demands.</summary>
/// <param name="Rpo">The most that may be lost, as a span of time.</param>
/// <param name="Rto">The longest until the system is back.</param>
/// <param name="Availability">Percent of the year, as 99.9.</param>
public sealed record Objectives(TimeSpan? Rpo = null, TimeSpan? Rto = null, double? Availability = null)
{
    /// <summary>A level whose figures hold where none is given.</summary>
    public StandardLevel? Level { get; init; }

    /// <summary>What may be lost as a whole without the standby; null where nothing is demanded.</summary>
    public FaultScope? Survives { get; init; }

    /// <summary>The RPO that is demanded, by itself or by the level.</summary>
    public TimeSpan? WantedRpo => Rpo ?? Level?.Rpo;

    /// <summary>The RTO that is demanded, by itself or by the level.</summary>
    public TimeSpan? WantedRto => Rto ?? Level?.Rto;

    /// <summary>The availability that is demanded, by itself or by the level.</summary>
    public double? WantedAvailability => Availability ?? Level?.Availability;
}
