using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Backups;

/// <summary>A snapshot of a run's vault.</summary>
public sealed record SnapshotReference(RunScope Run, string Snapshot);
