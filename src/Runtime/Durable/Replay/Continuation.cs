namespace Mesh.Runtime.Durable.Replay;

/// <summary>What the orchestrator asked to continue with.</summary>
internal sealed record Continuation(string? Input, bool PreserveEvents);
