namespace Mesh.Orchestrations.Runbooks;

/// <summary>An epoch that was won.</summary>
/// <param name="Epoch">Greater than all that were won before.</param>
/// <param name="Before">The site that held the one before; empty where nobody did.</param>
/// <param name="Watched">
/// Whether that site said that a live watchdog stops it when its lease ends, so that waiting is evidence.
/// </param>
public sealed record EpochWon(long Epoch, string Before, bool Watched);
