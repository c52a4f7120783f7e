namespace Mesh.Domain.Measures;

/// <summary>When a phase of a run began and ended.</summary>
public sealed record PhaseTime(string Name, DateTimeOffset Started, DateTimeOffset Ended)
{
    /// <summary>How long the phase took.</summary>
    public TimeSpan Length => Ended > Started ? Ended - Started : TimeSpan.Zero;
}
