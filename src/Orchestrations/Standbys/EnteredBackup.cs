using Mesh.Orchestrations.Backups;

namespace Mesh.Orchestrations.Standbys;

/// <summary>A backup that was entered as a run of its own.</summary>
/// <param name="Input">What it starts with; null where it could not be entered yet.</param>
/// <param name="Why">Why not.</param>
public sealed record EnteredBackup(BackupInput? Input, string Why = "")
{
    /// <summary>Whether nothing is there that could be backed up, and nothing was entered.</summary>
    public bool Nothing { get; init; }
}
