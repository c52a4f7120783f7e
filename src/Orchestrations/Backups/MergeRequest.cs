using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Backups;

/// <summary>Partial trees, in the order of the walk, to be merged into one.</summary>
public sealed record MergeRequest(RunScope Run, IReadOnlyList<string> Trees);
