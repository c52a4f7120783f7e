namespace Mesh.Orchestrations.Restores;

/// <summary>What came of a restore that another orchestration waited for.</summary>
/// <param name="Succeeded">Whether all is there, verified.</param>
/// <param name="Told">Which run it was, and why it did not end well.</param>
/// <param name="Compared">How it was compared with the vault; empty where that is not known.</param>
internal sealed record RestoreEnd(bool Succeeded, string Told, string Compared = "");
