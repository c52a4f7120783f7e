using Mesh.Orchestrations.Restores;

namespace Mesh.Orchestrations.Standbys;

/// <summary>A restore that was entered, or why it could not be yet.</summary>
/// <param name="Input">What its orchestration starts with; null where another run holds the target.</param>
/// <param name="Why">Which one; empty where it was entered.</param>
public sealed record FillBegun(RestoreInput? Input, string Why = "");
