namespace Mesh.Orchestrations.Standbys;

/// <summary>How standbys differ from what production needs.</summary>
/// <param name="Found">A sentence each; empty where they are ready.</param>
public sealed record Drift(IReadOnlyList<string> Found);
