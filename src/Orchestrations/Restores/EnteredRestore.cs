namespace Mesh.Orchestrations.Restores;

/// <summary>A restore that was entered, or why it could not be.</summary>
/// <param name="Input">What its orchestration starts with; null where it was not entered.</param>
/// <param name="Why">Why not, as where another run holds the target; empty where it was entered.</param>
public sealed record EnteredRestore(RestoreInput? Input, string Why = "");
