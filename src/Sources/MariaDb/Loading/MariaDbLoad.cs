using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Records;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>Restores dumps of a <see cref="Dumping.MariaDbDump"/> to a server.</summary>
public static class MariaDbLoad
{
    /// <summary>
    /// Loads a dump, or chosen databases of it, and compares the result with the record. May be repeated with
    /// <see cref="ExistingDatabases.Resume"/> after it was cut off.
    /// </summary>
    /// <param name="address">The target, as an account that may do everything.</param>
    /// <param name="repository">Opened, its index loaded.</param>
    /// <param name="tree">The root tree of the dump.</param>
    /// <param name="options">What is restored, and how.</param>
    /// <param name="clock">Measures the phases.</param>
    /// <param name="cancellationToken">Ends it; what was loaded stays.</param>
    /// <returns>What was done; the caller looks at its mismatches.</returns>
    /// <exception cref="MeshException">
    /// <c>mariadb-database-exists</c>; <c>mariadb-no-database</c>: not in the dump; <c>damaged-dump</c>;
    /// those of connecting; <c>mariadb-failed</c>: what the server said to which statement of which file.
    /// </exception>
    public static Task<LoadResult> RunAsync(
        MariaDbAddress address,
        Repository repository,
        BlobId tree,
        LoadOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Connections is >= 1 and <= 64, true);
        var dump = new DumpReader(repository, tree);
        return new LoadRun(address, dump, options, clock).RunAsync(cancellationToken);
    }

    /// <summary>Tells before anything is loaded whether a load would have to overwrite.</summary>
    /// <exception cref="MeshException"><c>mariadb-database-exists</c>: a database is there already.</exception>
    public static async Task RefuseExistingAsync(
        MariaDbAddress address, IReadOnlyList<string> databases, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(databases);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        await new TargetDatabases(session).RefuseAsync(databases, cancellationToken);
    }

    /// <summary>Those of some databases that a server has already.</summary>
    /// <exception cref="MeshException">Those of connecting.</exception>
    public static async Task<IReadOnlyList<string>> FindExistingAsync(
        MariaDbAddress address, IReadOnlyList<string> databases, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(databases);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        return await new TargetDatabases(session).ThereAsync(databases, cancellationToken);
    }

    /// <summary>The databases that are meant: the chosen ones, or all of the dump.</summary>
    /// <param name="record">The dump's record.</param>
    /// <param name="chosen">Null or empty for all.</param>
    /// <exception cref="MeshException"><c>mariadb-no-database</c>: the dump has no such one.</exception>
    public static IReadOnlyList<string> Choose(DumpRecord record, IReadOnlyList<string>? chosen)
    {
        ArgumentNullException.ThrowIfNull(record);
        return chosen is not { Count: > 0 } ? record.Databases
            : chosen.FirstOrDefault(name => !record.Databases.Contains(name)) is { } missing
                ? throw new MeshException("mariadb-no-database", missing, "the dump has no such database",
                    $"it has {string.Join(", ", record.Databases)}", ExitCode.BadInput)
                : chosen;
    }

    /// <summary>The record of a dump.</summary>
    /// <exception cref="MeshException"><c>damaged-dump</c>, <c>unknown-format</c></exception>
    public static Task<DumpRecord> ReadRecordAsync(
        Repository repository, BlobId tree, CancellationToken cancellationToken) =>
        new DumpReader(repository, tree).RecordAsync(cancellationToken);
}
