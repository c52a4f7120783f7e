namespace Mesh.Orchestrations.Runbooks;

/// <summary>An epoch that was won.</summary>
/// <param name="Epoch">Greater than all that were won before.</param>
public sealed record EpochWon(long Epoch);
