using Mesh.Vault;

namespace Mesh.Sources.Files.Backup;

/// <summary>What a <see cref="FilesBackup"/> has made.</summary>
/// <param name="Tree">
/// The root tree; for a range the partial tree, which <c>TreeMerger</c> joins with the others.
/// </param>
/// <param name="IsEmpty">Whether the tree has no entry at all.</param>
/// <param name="Statistics">What was dealt with.</param>
/// <param name="Warnings">What is not, or not surely, in the backup; the first thousand.</param>
public sealed record FilesBackupResult(
    BlobId Tree, bool IsEmpty, BackupStatistics Statistics, IReadOnlyList<SourceWarning> Warnings);
