using System.Globalization;
using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Connecting;

/// <summary>What a server is, as far as another has to be able to take its place.</summary>
/// <param name="Version">As it calls itself: <c>10.11.6-MariaDB</c>.</param>
/// <param name="Connections">How many clients it takes at once.</param>
/// <param name="BufferPool">How much of its data it holds in memory, in bytes.</param>
public sealed record ServerFacts(string Version, long Connections, long BufferPool)
{
    private const string Query = "SELECT @@version, @@max_connections, @@innodb_buffer_pool_size";

    /// <summary>Asks a server.</summary>
    /// <exception cref="MeshException"><c>mariadb-unreachable</c>; a login that is refused</exception>
    public static async Task<ServerFacts> ReadAsync(
        MariaDbAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        var row = (await session.QueryAsync(Query, "reading what the server is", cancellationToken))[0];
        return new ServerFacts(
            row[0]!,
            long.Parse(row[1]!, CultureInfo.InvariantCulture),
            long.Parse(row[2]!, CultureInfo.InvariantCulture));
    }
}
