namespace Mesh.Orchestrations.Backups;

/// <summary>
/// The snapshot that was written; or, when <see cref="Snapshot"/> is empty, how many blobs its tree needs
/// that the vault does not hold.
/// </summary>
public sealed record CommitOutcome(string Snapshot, long MissingBlobs);
