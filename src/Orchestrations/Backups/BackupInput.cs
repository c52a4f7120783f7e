using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Backups;

/// <summary>The input of a backup run, pinned when it starts, and how far it has come.</summary>
public sealed record BackupInput
{
    public required RunScope Run { get; init; }

    /// <summary>What the snapshot is of: the paths of files, or the name of the database server.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Of files: the directory below which the paths stand; empty for the root.</summary>
    public string Root { get; init; } = "";

    /// <summary>The database server; null where files are backed up.</summary>
    public DatabaseSource? Database { get; init; }

    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Reads everything anew instead of comparing with the newest snapshot.</summary>
    public bool Full { get; init; }

    /// <summary>Whether a vault that is not there may be made.</summary>
    public bool CreateVault { get; init; }

    public MovementPolicy Policy { get; init; } = new();

    public RunProgress Progress { get; init; } = new();
}
