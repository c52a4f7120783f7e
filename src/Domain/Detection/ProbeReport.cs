namespace Mesh.Domain.Detection;

/// <summary>
/// How a place sees one of a system's declared checks. It is told when the check turns, and every few seconds
/// as a sign of life; a place that is silent says nothing about what it watches.
/// </summary>
public sealed record ProbeReport
{
    /// <summary>The system's name.</summary>
    public required string System { get; init; }

    /// <summary>Who looks: the name of a site or of the witness.</summary>
    public required string Place { get; init; }

    /// <summary>What is looked at, as <c>failover.checks</c> declares it; secrets are references.</summary>
    public required string Check { get; init; }

    /// <summary>
    /// Grows with every report of a place, whatever the check, also over restarts of its agent: of two
    /// reports on one check the one with the greater number is the newer.
    /// </summary>
    public required long Sequence { get; init; }

    /// <summary>
    /// False once as many looks in a row have failed as are declared, and until as many have gone well again.
    /// </summary>
    public required bool Healthy { get; init; }

    /// <summary>
    /// When the first of the looks was made that made it so, by the place's clock: for a check that is down,
    /// the first that failed.
    /// </summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How many looks in a row have failed just now; 0 after a good one.</summary>
    public required int Failures { get; init; }

    /// <summary>What the last look saw, for people; no secret.</summary>
    public required string Told { get; init; }

    /// <summary>When the last look ended, by the place's clock.</summary>
    public required DateTimeOffset At { get; init; }
}
