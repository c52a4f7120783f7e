using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Restores;

/// <summary>The input of a restore run, pinned when it starts, and how far it has come.</summary>
public sealed record RestoreInput
{
    public required RunScope Run { get; init; }

    /// <summary>The snapshot's full id.</summary>
    public required string Snapshot { get; init; }

    /// <summary>The folder restored to, created where it is missing; or a database server.</summary>
    public required string Target { get; init; }

    /// <summary>The database server restored to; null where the target is a folder.</summary>
    public DatabaseSource? Database { get; init; }

    /// <summary>The log that brings the target forward after it was verified; null for none.</summary>
    public LogTask? Log { get; init; }

    /// <summary>What of the server is restored by way of a scratch server; null where the target itself is
    /// loaded and brought forward.</summary>
    public AsideTask? Aside { get; init; }

    /// <summary>Whether the target may hold something already, which is then written over.</summary>
    public bool Overwrite { get; init; }

    /// <summary>
    /// Of files: the paths below which the target is to hold what the snapshot holds and nothing else; empty:
    /// what is there besides is left alone.
    /// </summary>
    public IReadOnlyList<string> Mirrored { get; init; } = [];

    /// <summary>Patterns of what stays all the same, since no backup has it.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>
    /// Whether the database server holds the snapshot and a part of the log already, by its own record, so
    /// that only the rest of the log is applied; of files, whether what has the snapshot's size and time is
    /// not written again.
    /// </summary>
    public bool Onward { get; init; }

    public MovementPolicy Policy { get; init; } = new();

    public RunProgress Progress { get; init; } = new();
}
