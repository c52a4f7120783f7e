namespace Mesh.Orchestrations.Standbys;

/// <summary>
/// What a site that was production has of its files and its successor was never given, as the vault keeps it:
/// the difference of two snapshots, which <c>mesh vault diff --metadata</c> lists.
/// </summary>
/// <param name="Component">The component.</param>
/// <param name="Site">The site.</param>
/// <param name="Snapshot">The snapshot that keeps them, by its full id. Retention does not forget it.</param>
public sealed record KeptFiles(string Component, string Site, string Snapshot)
{
    /// <summary>The snapshot that the successor was filled with; empty where there was none.</summary>
    public string Given { get; init; } = "";

    /// <summary>Entries that only the site has.</summary>
    public long Added { get; init; }

    /// <summary>Entries that are other than what the successor was given, by content or metadata.</summary>
    public long Changed { get; init; }

    /// <summary>Entries that the successor was given and the site has no more.</summary>
    public long Removed { get; init; }

    /// <summary>
    /// Seconds from the moment of what the successor was given to the last change that it was not, by the
    /// clock of the site's file system; 0 where nothing differs; null where nothing was given.
    /// </summary>
    public double? RpoSeconds { get; init; }

    /// <summary>Whether the site holds nothing at all though there was something: its disk may be
    /// missing.</summary>
    public bool IsEmpty { get; init; }
}
