namespace Mesh.Cli.Demo.Failover;

/// <summary>One part of a move's time.</summary>
/// <param name="Name">A runbook's phase, or <c>detect</c>.</param>
/// <param name="Seconds">What it took.</param>
public sealed record DemoPhase(string Name, double Seconds);
