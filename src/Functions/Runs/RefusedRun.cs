namespace Mesh.Functions.Runs;

/// <summary>A run that was asked for together with others and was not started.</summary>
/// <param name="Component">The component, as SYSTEM/COMPONENT.</param>
/// <param name="Cause">Why not.</param>
/// <param name="Hint">The way out.</param>
public sealed record RefusedRun(string Component, string Cause, string Hint);
