using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Vault;
using Mesh.Vault.Packs;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>
/// Backs a MariaDB server up in full: one consistent state of it, as SQL that the stock client loads,
/// straight into a repository.
/// </summary>
public static class MariaDbDump
{
    /// <summary>Takes the dump. What it saved before it failed is waste that a prune removes.</summary>
    /// <param name="address">The server.</param>
    /// <param name="repository">Opened, its index loaded.</param>
    /// <param name="writer">
    /// Takes the blobs; the caller flushes it before anything refers to the tree.
    /// </param>
    /// <param name="options">What is taken, and how.</param>
    /// <param name="clock">Tells the time of the snapshot and paces the reading.</param>
    /// <param name="cancellationToken">Ends it; the server is left without locks.</param>
    /// <exception cref="MeshException">
    /// <c>mariadb-definition-changed</c>: start again; <c>mariadb-lock-timeout</c>: try later;
    /// <c>mariadb-not-transactional</c>, <c>mariadb-privilege-missing</c>, <c>mariadb-no-database</c>,
    /// <c>mariadb-access-denied</c>, <c>mariadb-tls</c>, <c>mariadb-unreachable</c>: somebody has to act;
    /// <c>mariadb-failed</c>: what the server said.
    /// </exception>
    public static async Task<DumpResult> RunAsync(
        MariaDbAddress address,
        Repository repository,
        BlobWriter writer,
        DumpOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Connections is >= 1 and <= 64, true);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RangeBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BytesPerSecond ?? 1, 1);
        using var sink = new FileSink(repository, writer, Math.Max(2, Environment.ProcessorCount));
        return await new DumpRun(address, sink, options, clock).RunAsync(cancellationToken);
    }
}
