namespace Mesh.Functions.Drills;

/// <summary>A drill that is asked for.</summary>
/// <param name="System">What is drilled.</param>
/// <param name="By">Who asks, by name; null: whose key it is.</param>
/// <param name="Ask">Whether an approver is really asked; else that is simulated.</param>
public sealed record DrillRequest(string System, string? By = null, bool Ask = false);
