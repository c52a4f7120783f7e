namespace Mesh.Sources.Files;

/// <summary>What of a file system is to be backed up.</summary>
/// <param name="Paths">
/// Files and directories, absolute or relative to the working directory; not empty.
/// </param>
public sealed record SourceSet(IReadOnlyList<string> Paths)
{
    /// <summary>Patterns of what to leave out, in restic's form.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Leave out what is in directories tagged as caches (CACHEDIR.TAG), but for the tag.</summary>
    public bool ExcludeCaches { get; init; }

    /// <summary>Do not go into directories where another file system is mounted.</summary>
    public bool OneFileSystem { get; init; }
}
