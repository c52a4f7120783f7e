using Mesh.Sources.Progress;

namespace Mesh.Sources.Files.Restore;

/// <summary>How a <see cref="FilesRestore"/> works.</summary>
public sealed record FilesRestoreOptions
{
    /// <summary>Patterns of paths within the snapshot to restore, in restic's form; none means all.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary>
    /// Patterns of paths within the snapshot to leave out; not together with <see cref="Includes"/>.
    /// </summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>
    /// Whether a file whose size and time of change are the snapshot's already is not written again. What has
    /// other content all the same shows when the target is verified.
    /// </summary>
    public bool KeepSame { get; init; }

    /// <summary>
    /// What the snapshot is of, where the target is to hold nothing else: the finishing pass removes what is
    /// below these paths and not in the snapshot, but for sockets and what its patterns leave out. Null: what
    /// is in the target besides is left alone.
    /// </summary>
    public SourceSet? Mirrored { get; init; }

    /// <summary>How many files are worked on at once.</summary>
    public int Workers { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Counts bytes and entries as they are done.</summary>
    public TransferProgress? Progress { get; init; }

    /// <summary>Told of each problem when it comes up, from any thread.</summary>
    public Action<RestoreProblem>? OnProblem { get; init; }
}
