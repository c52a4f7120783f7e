namespace Mesh.Cli.Demo.Failover;

/// <summary>What the way back took.</summary>
/// <param name="RtoSeconds">The longest time in which no client was served.</param>
/// <param name="RpoSeconds">The most that can have been lost, as the runbook's evidence shows.</param>
/// <param name="Acknowledged">
/// Writes that clients were told are done, from the begin to the end of the demo.
/// </param>
/// <param name="Lost">Those of them that production did not have in the end.</param>
/// <param name="Phases">The runbook's phases.</param>
public sealed record FailbackFigures(
    double RtoSeconds, double? RpoSeconds, int Acknowledged, int Lost, IReadOnlyList<DemoPhase> Phases);
