namespace Mesh.Orchestrations.Runs;

/// <summary>Asks how far a run is that another orchestration waits for.</summary>
/// <param name="RunId">The run.</param>
public sealed record ChildRunLook(string RunId);
