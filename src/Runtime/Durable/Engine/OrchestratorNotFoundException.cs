namespace Mesh.Runtime.Durable.Engine;

/// <summary>An orchestration was asked for that this program does not have.</summary>
internal sealed class OrchestratorNotFoundException(string name)
    : InvalidOperationException($"There is no orchestrator named '{name}' in this program.");
