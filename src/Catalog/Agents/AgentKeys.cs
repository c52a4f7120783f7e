using System.Globalization;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Systems;
using Microsoft.EntityFrameworkCore;

namespace Mesh.Catalog.Agents;

/// <summary>
/// Which keys open the order queue of a place. A place may have several at once, so that one can be replaced
/// without a gap. Only hashes are kept.
/// </summary>
public sealed class AgentKeys
{
    private readonly CatalogDatabase database;
    private readonly SystemRegistry systems;
    private readonly TimeProvider time;

    internal AgentKeys(CatalogDatabase database, SystemRegistry systems, TimeProvider time)
    {
        this.database = database;
        this.systems = systems;
        this.time = time;
    }

    /// <summary>The names of a system's places: its sites and its witness.</summary>
    public static IEnumerable<SiteName> PlacesOf(SystemDefinition system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.Sites.Select(site => site.Name)
            .Concat(system.Witness is { } witness ? [witness.Name] : []);
    }

    /// <summary>Enters a key.</summary>
    /// <param name="system">A system that is declared.</param>
    /// <param name="place">One of its places.</param>
    /// <param name="hash">The SHA-256 of the key, in lower-case hexadecimal digits.</param>
    /// <param name="who">Who has it made, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MeshException"><c>unknown-system</c>, <c>unknown-place</c></exception>
    public async Task<AgentKeyRecord> AddAsync(
        SystemName system, SiteName place, string hash, string who, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(place);
        var declared = (await systems.GetAsync(system, cancellationToken)).Definition;
        if (!PlacesOf(declared).Contains(place))
        {
            throw new MeshException(
                "unknown-place", $"{system}/{place}", $"{system} has no site or witness of this name",
                $"its places are {string.Join(", ", PlacesOf(declared))}", ExitCode.BadInput);
        }

        var row = new AgentKeyRow
        {
            System = system.Value,
            Place = place.Value,
            Hash = hash,
            CreatedBy = who,
            CreatedAt = time.GetUtcNow(),
        };
        return await database.ChangeAsync(
            async context =>
            {
                context.AgentKeys.Add(row);
                await context.SaveChangesAsync(cancellationToken);
                await AuditAsync(context, who, "agent-key-made", row, cancellationToken);
                return ToRecord(row);
            },
            cancellationToken);
    }

    /// <summary>Makes a key open nothing from now on; revoked already, it stays as it is.</summary>
    /// <exception cref="MeshException"><c>unknown-agent-key</c>: the place has none of that number.
    /// </exception>
    public Task<AgentKeyRecord> RevokeAsync(
        SystemName system, SiteName place, long number, string who, CancellationToken cancellationToken) =>
        database.ChangeAsync(
            async context =>
            {
                var row = await context.AgentKeys.SingleOrDefaultAsync(
                    each => each.Number == number && each.System == system.Value
                        && each.Place == place.Value,
                    cancellationToken)
                    ?? throw new MeshException(
                        "unknown-agent-key", $"{system}/{place}", $"it has no key of the number {number}",
                        $"'mesh agent keys {system}' lists them", ExitCode.BadInput);
                if (row.RevokedAt is null)
                {
                    (row.RevokedAt, row.RevokedBy) = (time.GetUtcNow(), who);
                    await AuditAsync(context, who, "agent-key-revoked", row, cancellationToken);
                }

                return ToRecord(row);
            },
            cancellationToken);

    /// <summary>All keys that were made, of a system or of all, in the order in which they were.</summary>
    public Task<IReadOnlyList<AgentKeyRecord>> ListAsync(
        SystemName? system, CancellationToken cancellationToken)
    {
        var name = system?.Value;
        return database.ReadAsync<IReadOnlyList<AgentKeyRecord>>(
            async context => (await context.AgentKeys
                    .Where(row => name == null || row.System == name)
                    .OrderBy(row => row.Number)
                    .ToListAsync(cancellationToken))
                .ConvertAll(ToRecord),
            cancellationToken);
    }

    /// <summary>
    /// The hashes of the keys that open a place now; none for a place that its system no longer declares.
    /// </summary>
    public async Task<IReadOnlyList<string>> HashesAsync(
        SystemName system, SiteName place, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(place);
        return await systems.FindAsync(system, cancellationToken) is { } declared
            && PlacesOf(declared.Definition).Contains(place)
                ? await database.ReadAsync(
                    context => context.AgentKeys
                        .Where(row => row.System == system.Value && row.Place == place.Value
                            && row.RevokedAt == null)
                        .Select(row => row.Hash)
                        .ToListAsync(cancellationToken),
                    cancellationToken)
                : [];
    }

    private static AgentKeyRecord ToRecord(AgentKeyRow row) => new(
        row.Number, SystemName.Parse(row.System), SiteName.Parse(row.Place), row.CreatedBy, row.CreatedAt,
        row.RevokedBy, row.RevokedAt);

    private Task AuditAsync(
        CatalogContext context, string who, string action, AgentKeyRow row,
        CancellationToken cancellationToken) =>
        AuditChain.AppendAsync(
            context,
            new NewAuditEntry(who, action, row.System)
            {
                Details = string.Create(CultureInfo.InvariantCulture, $"key {row.Number} of {row.Place}"),
            },
            time.GetUtcNow(),
            cancellationToken);
}
