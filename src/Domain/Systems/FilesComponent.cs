using Mesh.Domain.Names;

namespace Mesh.Domain.Systems;

/// <summary>Directories and files.</summary>
/// <param name="Name">Its name within the system.</param>
/// <param name="Site">The site where the files are.</param>
/// <param name="Paths">Absolute paths, each backed up with everything below it.</param>
/// <param name="Excludes">Patterns, in restic's notation, of what is left out.</param>
public sealed record FilesComponent(
    ComponentName Name, SiteName Site, IReadOnlyList<string> Paths, IReadOnlyList<string> Excludes)
    : ComponentDefinition(Name, Site)
{
    /// <summary>The word for it in a manifest.</summary>
    public const string Word = "files";

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <summary>
    /// The directory below which its paths stand for a site: the standby's, or empty for the root.
    /// </summary>
    public string RootAt(SiteName site) => Standby is { Path: { } path } standby && standby.Site == site
        ? path
        : "";
}
