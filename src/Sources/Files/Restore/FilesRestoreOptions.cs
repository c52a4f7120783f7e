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

    /// <summary>How many files are worked on at once.</summary>
    public int Workers { get; init; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Counts bytes and entries as they are done.</summary>
    public TransferProgress? Progress { get; init; }

    /// <summary>Told of each problem when it comes up, from any thread.</summary>
    public Action<RestoreProblem>? OnProblem { get; init; }
}
