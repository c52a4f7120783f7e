using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Diffs;
using Mesh.Catalog.Manifests;
using Mesh.Catalog.Paging;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Systems;

/// <summary>The systems that are declared. Applying the same definition again changes nothing.</summary>
public sealed class SystemRegistry
{
    private readonly CatalogDatabase database;
    private readonly TimeProvider time;

    internal SystemRegistry(CatalogDatabase database, TimeProvider time)
    {
        this.database = database;
        this.time = time;
    }

    /// <summary>What applying a definition would do. Changes nothing.</summary>
    public Task<PlannedChange> PlanAsync(SystemDefinition definition, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
            {
                var row = await FindRowAsync(context, definition.Name, cancellationToken);
                var before = row is null ? null : SystemRows.Definition(row);
                return new PlannedChange(row?.Revision ?? 0, SystemDiff.Between(before, definition));
            },
            cancellationToken);

    /// <summary>Makes the definition the one that holds.</summary>
    /// <param name="definition">What is declared.</param>
    /// <param name="who">Who declares it, for the audit trail.</param>
    /// <param name="ifRevision">
    /// Refuse when the revision is another by now: that of the plan that was shown.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MeshException">
    /// <c>system-changed</c>: the revision is another; <c>component-busy</c>: a component that would go has
    /// an active run.
    /// </exception>
    public Task<AppliedChange> ApplyAsync(
        SystemDefinition definition, string who, int? ifRevision, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await FindRowAsync(context, definition.Name, cancellationToken);
                RefuseStale(definition.Name, row?.Revision ?? 0, ifRevision);
                var before = row is null ? null : SystemRows.Definition(row);
                var diff = SystemDiff.Between(before, definition);
                if (row is not null && diff.IsEmpty)
                {
                    return new AppliedChange(SystemRows.ToRecord(row), diff);
                }

                var gone = before?.Components.Where(component => definition.Find(component.Name) is null)
                    ?? [];
                await RefuseBusyAsync(
                    context, definition.Name, [.. gone.Select(each => each.Name)], cancellationToken);
                var now = time.GetUtcNow();
                row = Write(context, row, definition, who, now);
                await AuditAsync(context, who, diff, now, cancellationToken);
                return new AppliedChange(SystemRows.ToRecord(row), diff);
            },
            cancellationToken);

    /// <summary>
    /// Takes a system off the list. Its runs and recovery points stay, and so does what is in its vault.
    /// </summary>
    /// <returns>False when there was no such system.</returns>
    /// <exception cref="MeshException"><c>component-busy</c>: a component has an active run.</exception>
    public Task<bool> DeleteAsync(SystemName name, string who, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                if (await FindRowAsync(context, name, cancellationToken) is not { } row)
                {
                    return false;
                }

                var before = SystemRows.Definition(row);
                await RefuseBusyAsync(
                    context, name, [.. before.Components.Select(each => each.Name)], cancellationToken);
                context.Systems.Remove(row);
                await AuditAsync(
                    context, who, SystemDiff.Between(before, null), time.GetUtcNow(), cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>A system by its name; null when there is none.</summary>
    public Task<SystemRecord?> FindAsync(SystemName name, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context => await FindRowAsync(context, name, cancellationToken) is { } row
                ? SystemRows.ToRecord(row)
                : null,
            cancellationToken);

    /// <summary>A system by its name.</summary>
    /// <exception cref="MeshException"><c>unknown-system</c>: there is none; the hint names the
    /// nearest.</exception>
    public Task<SystemRecord> GetAsync(SystemName name, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async context =>
            {
                if (await FindRowAsync(context, name, cancellationToken) is { } row)
                {
                    return SystemRows.ToRecord(row);
                }

                var names = await context.Systems.Select(each => each.Name).ToListAsync(cancellationToken);
                throw new MeshException(
                    "unknown-system",
                    name.Value,
                    "there is no such system",
                    names.Count == 0
                        ? "apply one first: mesh system apply FILE" : NearestWord.Hint(name.Value, names),
                    ExitCode.BadInput);
            },
            cancellationToken);

    /// <summary>A component and its system.</summary>
    /// <exception cref="MeshException"><c>unknown-system</c> or <c>unknown-component</c>.</exception>
    public async Task<(SystemRecord System, ComponentDefinition Component)> GetAsync(
        ComponentAddress address, CancellationToken cancellationToken)
    {
        var system = await GetAsync(address.System, cancellationToken);
        var names = system.Definition.Components.Select(each => each.Name.Value).ToList();
        var component = system.Definition.Find(address.Component) ?? throw new MeshException(
            "unknown-component",
            address.ToString(),
            "the system has no such component",
            NearestWord.Hint(address.Component.Value, names),
            ExitCode.BadInput);
        return (system, component);
    }

    /// <summary>Systems in the order of their names.</summary>
    public Task<Page<SystemRecord>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var (after, size) = (page.After ?? "", page.CheckedSize);
        return database.ReadAsync(
            async context =>
            {
                var rows = await context.Systems
                    .Where(row => string.Compare(row.Name, after) > 0)
                    .OrderBy(row => row.Name)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken);
                return Paged.Of(rows, page, SystemRows.ToRecord, row => row.Name);
            },
            cancellationToken);
    }

    /// <summary>
    /// Names of systems in their order; for those that must not stop at one they cannot read.
    /// </summary>
    internal Task<Page<SystemName>> NamesAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var (after, size) = (page.After ?? "", page.CheckedSize);
        return database.ReadAsync(
            async context =>
            {
                var names = await context.Systems
                    .Where(row => string.Compare(row.Name, after) > 0)
                    .OrderBy(row => row.Name)
                    .Select(row => row.Name)
                    .Take(size + 1)
                    .ToListAsync(cancellationToken);
                return Paged.Of(names, page, SystemName.Parse, name => name);
            },
            cancellationToken);
    }

    private static Task<SystemRow?> FindRowAsync(
        CatalogContext context, SystemName name, CancellationToken cancellationToken) =>
        context.Systems.SingleOrDefaultAsync(row => row.Name == name.Value, cancellationToken);

    private static SystemRow Write(
        CatalogContext context, SystemRow? row, SystemDefinition definition, string who, DateTimeOffset now)
    {
        var manifest = SystemManifest.ToYaml(definition);
        var since = SystemRows.Since(row, definition, now);
        if (row is null)
        {
            row = new SystemRow
            {
                Name = definition.Name.Value,
                Revision = 0,
                Manifest = manifest,
                ComponentsSince = since,
                CreatedAt = now,
                AppliedAt = now,
                AppliedBy = who,
            };
            context.Systems.Add(row);
        }

        (row.Manifest, row.ComponentsSince, row.AppliedAt, row.AppliedBy) = (manifest, since, now, who);
        row.Revision++;
        return row;
    }

    private static Task AuditAsync(
        CatalogContext context,
        string who,
        SystemDiff diff,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        AuditChain.AppendAsync(
            context,
            new NewAuditEntry(who, $"system-{Words.Of(diff.Kind)}", diff.System) { Details = diff.ToText() },
            now,
            cancellationToken);

    private static void RefuseStale(SystemName name, int revision, int? expected)
    {
        if (expected is not null && revision != expected)
        {
            throw new MeshException(
                "system-changed",
                name.Value,
                $"it is at revision {revision}, not {expected}: somebody else changed it meanwhile",
                "look at the difference again, then apply");
        }
    }

    private static async Task RefuseBusyAsync(
        CatalogContext context,
        SystemName name,
        IReadOnlyList<ComponentName> gone,
        CancellationToken cancellationToken)
    {
        var components = gone.Select(each => each.Value).ToList();
        var busy = await context.Runs
            .Where(row => row.System == name.Value
                && components.Contains(row.Component) && row.Occupies != null)
            .Select(row => new { row.Id, row.Component })
            .FirstOrDefaultAsync(cancellationToken);
        if (busy is not null)
        {
            throw new MeshException(
                "component-busy",
                $"{name}/{busy.Component}",
                $"the run '{busy.Id}' is active",
                "wait for it, or cancel it",
                ExitCode.Locked);
        }
    }
}
