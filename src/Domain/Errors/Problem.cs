namespace Mesh.Domain.Errors;

/// <summary>What is wrong with a value, and what to write instead. Never repeats a secret.</summary>
/// <param name="Cause">One clause without a final stop.</param>
/// <param name="Hint">The way out; empty where there is none to give.</param>
public sealed record Problem(string Cause, string Hint = "");
