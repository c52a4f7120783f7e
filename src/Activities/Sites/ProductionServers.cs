using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Runs;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;

namespace Mesh.Activities.Sites;

/// <summary>
/// Which server is production, or where its files stand, and of which site a recovery point is. What a filled
/// standby writes into its log goes on from no other server's, so that points and logs of the two must never
/// be mixed.
/// </summary>
public sealed class ProductionServers(ProductionBoard productions, RunLog runs)
{
    /// <summary>The server of a database at a site.</summary>
    /// <returns>The standby's where it is filled from the vault and the site is its own; else the one
    /// declared.</returns>
    public static DatabaseConnection At(DatabaseComponent database, SiteName site)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.Standby is { IsFilled: true } standby && standby.Site == site
            ? standby.Connection!
            : database.Connection;
    }

    /// <summary>The site that is production now.</summary>
    public async Task<SiteName> SiteAsync(SystemDefinition system, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        return (await productions.FindAsync(system.Name, cancellationToken)).Site ?? system.Production!.Name;
    }

    /// <summary>The site whose data a backup has.</summary>
    /// <param name="system">The system.</param>
    /// <param name="backup">The run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Domain.Errors.MeshException"><c>unknown-run</c></exception>
    public async Task<SiteName> SiteOfAsync(
        SystemDefinition system, RunId backup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        return SiteOf(system, await runs.GetAsync(backup, cancellationToken));
    }

    /// <inheritdoc cref="SiteOfAsync"/>
    public static SiteName SiteOf(SystemDefinition system, RunRecord backup)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(backup);
        return backup.Site is { } site ? SiteName.Parse(site) : system.Production!.Name;
    }

    /// <summary>The directory that the files of a site are restored to.</summary>
    public static string Target(FilesComponent files, SiteName site)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.RootAt(site) is { Length: > 0 } root ? root : "/";
    }

    /// <summary>Whether a backup is one of what a site has; of a standby that replicates it always is.
    /// </summary>
    public async Task<bool> IsOfAsync(
        SystemDefinition system,
        ComponentDefinition component,
        RunId backup,
        SiteName site,
        CancellationToken cancellationToken) =>
        component.Standby is not { IsFilled: true }
        || await SiteOfAsync(system, backup, cancellationToken) == site;
}
