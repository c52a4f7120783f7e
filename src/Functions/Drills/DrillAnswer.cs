namespace Mesh.Functions.Drills;

/// <summary>What somebody says about a drill.</summary>
/// <param name="By">Who, by name; null: whose key it is.</param>
/// <param name="Approve">Whether the failover that is drilled may begin; a cancellation has none.</param>
/// <param name="Note">Why.</param>
public sealed record DrillAnswer(string? By = null, bool Approve = false, string Note = "");
