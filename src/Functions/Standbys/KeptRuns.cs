using Mesh.Activities.Sites;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Runs;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;

namespace Mesh.Functions.Standbys;

/// <summary>
/// The backups that keep what a site has of its files before they are written over: a site that was
/// production may have what nobody else has.
/// </summary>
public sealed class KeptRuns(RunLog runs, ProductionBoard productions)
{
    /// <summary>Sees that what a site may have by itself is kept before its files are written over.</summary>
    /// <param name="system">The system.</param>
    /// <param name="files">The component.</param>
    /// <param name="target">The directory that is to be restored to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MeshException"><c>not-kept</c>: it is not.</exception>
    public async Task RequireAsync(
        SystemDefinition system, FilesComponent files, string target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(files);
        var production = await productions.FindAsync(system.Name, cancellationToken);
        var site = system.Sites.Select(each => each.Name)
            .FirstOrDefault(each => ProductionServers.Target(files, each) == target);
        if (production.Since is not { } since || site is null || site == production.Site
            || IsMissing(files, site))
        {
            return;
        }

        if (!(await NewestAsync(system.AddressOf(files), site, cancellationToken) >= since))
        {
            throw new MeshException(
                "not-kept",
                $"{system.AddressOf(files)}",
                $"'{site}' was production until {since:u}, and what it has by itself was not kept since",
                "let a failback or 'mesh protect' do that",
                ExitCode.BadInput);
        }
    }

    /// <summary>Whether any of a component's files were ever kept.</summary>
    public async Task<bool> AnyAsync(ComponentAddress component, CancellationToken cancellationToken) =>
        (await ListAsync(component, 1, cancellationToken)).Count > 0;

    /// <summary>Whether a site has none of the paths.</summary>
    public static bool IsMissing(FilesComponent files, SiteName site)
    {
        ArgumentNullException.ThrowIfNull(files);
        return !files.Paths.Any(path => Path.Exists(files.RootAt(site) + path));
    }

    private async Task<DateTimeOffset?> NewestAsync(
        ComponentAddress component, SiteName site, CancellationToken cancellationToken) =>
        (await ListAsync(component, PageRequest.Largest, cancellationToken))
            .FirstOrDefault(run => run.Site == site.Value)?.RequestedAt;

    private async Task<IReadOnlyList<RunRecord>> ListAsync(
        ComponentAddress component, int count, CancellationToken cancellationToken) =>
        (await runs.ListAsync(
            new RunFilter(
                component.System, component.Component, RunKind.Backup, RunState.Succeeded,
                Purpose: RunPurpose.Keep),
            new PageRequest(count), cancellationToken)).Items;
}
