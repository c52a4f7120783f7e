namespace Mesh.Cli.Demo.Failover;

/// <summary>What the demo has shown; the document of <c>mesh demo failover --json</c>.</summary>
/// <param name="Class">How ready the standby was: <c>hot</c>.</param>
/// <param name="RtoSeconds">
/// As clients saw it: from the last write before the kill to the first served after it.
/// </param>
/// <param name="RpoSeconds">The most that can have been lost, as the runbook's evidence shows.</param>
/// <param name="Acknowledged">Writes that clients were told are done, until the standby site served them.</param>
/// <param name="Lost">Those of them that the standby site did not have then.</param>
/// <param name="Phases">Detection, then the runbook's phases.</param>
/// <param name="Failback">The way back, planned.</param>
public sealed record FailoverDemoReport(
    string Class,
    double RtoSeconds,
    double? RpoSeconds,
    int Acknowledged,
    int Lost,
    IReadOnlyList<DemoPhase> Phases,
    FailbackFigures Failback)
{
    /// <summary>What the runbook took: Mesh's own work, without detection.</summary>
    public required double OwnSeconds { get; init; }

    /// <summary>
    /// Whether the failover began by itself, when a majority of the places saw production gone.
    /// </summary>
    public required bool Automatic { get; init; }

    /// <summary>Why the standby could be promoted, as the runbook's report says.</summary>
    public required string Evidence { get; init; }

    /// <summary>Writes whose client never heard what became of them; they may be there.</summary>
    public required int Unknown { get; init; }

    /// <summary>Writes whose client was told that they failed.</summary>
    public required int Failed { get; init; }

    /// <summary>
    /// Whether the accounts' sum is at both sites what it was, and their rows are the same.
    /// </summary>
    public required bool Balanced { get; init; }

    /// <summary>Whether all that was to be shown was seen.</summary>
    public bool Succeeded => Lost == 0 && Failback.Lost == 0 && Balanced;
}
