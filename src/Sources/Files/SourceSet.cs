namespace Mesh.Sources.Files;

/// <summary>What of a file system is to be backed up.</summary>
/// <param name="Paths">
/// Files and directories, absolute or relative to the working directory; not empty.
/// </param>
public sealed record SourceSet(IReadOnlyList<string> Paths)
{
    /// <summary>
    /// The directory below which the paths stand on this machine, from the root and without a slash at its
    /// end; empty for the root. The snapshot has them without it, so that what stands elsewhere for the time
    /// being is one with its earlier snapshots. Only for absolute paths.
    /// </summary>
    public string Root { get; init; } = "";

    /// <summary>Patterns of what to leave out, in restic's form.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Leave out what is in directories tagged as caches (CACHEDIR.TAG), but for the tag.</summary>
    public bool ExcludeCaches { get; init; }

    /// <summary>Do not go into directories where another file system is mounted.</summary>
    public bool OneFileSystem { get; init; }
}
