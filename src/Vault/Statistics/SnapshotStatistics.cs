namespace Mesh.Vault.Statistics;

/// <summary>What some snapshots hold, and what that takes.</summary>
/// <param name="Snapshots">How many they are.</param>
/// <param name="Entries">Files, directories and all else, counted in each snapshot.</param>
/// <param name="RestoreBytes">The bytes of all files when each snapshot is restored; a file with several
/// names counts once a snapshot.</param>
/// <param name="Blobs">The different blobs that they refer to, of data and of trees.</param>
/// <param name="PlainBytes">The length of these blobs.</param>
/// <param name="StoredBytes">What they take in the packs: compressed and sealed.</param>
public sealed record SnapshotStatistics(
    int Snapshots, long Entries, long RestoreBytes, long Blobs, long PlainBytes, long StoredBytes);
