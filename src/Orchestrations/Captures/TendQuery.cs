namespace Mesh.Orchestrations.Captures;

/// <summary>Asks what is to be done about what a log holds.</summary>
/// <param name="Stream">The log.</param>
/// <param name="SettleSeconds">A log that has ended since is left alone.</param>
public sealed record TendQuery(string Stream, double SettleSeconds);
