namespace Mesh.Domain.Runs;

/// <summary>How much of the source a backup reads.</summary>
public enum BackupMode
{
    /// <summary>Everything is read anew.</summary>
    Full,

    /// <summary>Only what changed since the newest point is read; without such a point, everything.</summary>
    Incremental,
}
