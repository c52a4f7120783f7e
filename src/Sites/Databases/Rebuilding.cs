using Mesh.Domain.Sites;
using Mesh.Sites.Databases.Receipts;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Copying;

namespace Mesh.Sites.Databases;

/// <summary>
/// Makes an old primary, whose lost writes are in a receipt and cannot be taken back, out of its successor:
/// it is emptied only when a whole copy of that is on this machine. Cut off anywhere it is done anew, and
/// until it has ended the server can neither be promoted nor follow.
/// </summary>
internal sealed class Rebuilding(SiteServer server)
{
    private const string Doing = "emptying the server";

    private static readonly string[] ServersOwn =
        ["mysql", "sys", "information_schema", "performance_schema"];

    /// <summary>Rebuilds it; it can follow then.</summary>
    /// <param name="site">The site of the new primary.</param>
    /// <param name="receipt">The folder of the receipt, which is whole.</param>
    /// <param name="session">With the server.</param>
    /// <param name="cancellationToken">Stops it; the next call begins again.</param>
    /// <exception cref="Domain.Errors.MeshException"><c>receipt-missing</c>, <c>not-primary</c>; those of
    /// reading the primary and of loading.</exception>
    public async Task DoAsync(
        string site, string receipt, MariaDbSession session, CancellationToken cancellationToken)
    {
        if (ReceiptFolder.Open(receipt).Written is null)
        {
            throw new SitePartException("receipt-missing", receipt, "the receipt is not there any more",
                "put the folder back where it was, then ask again");
        }

        await using var copy = await ServerCopy.TakeAsync(
            await server.PeerAddressAsync(site, cancellationToken), receipt + ".rebuild", server.Time,
            cancellationToken);
        if (await server.TryReadPeerAsync(site, cancellationToken) is not { TakesWrites: true })
        {
            throw new SitePartException("not-primary", server.Location,
                $"the server of site '{site}' takes no writes, so that it may not be production",
                "see to that site, then ask again", retryable: true);
        }

        await BeginAsync(receipt, session, cancellationToken);
        await EmptyAsync(session, cancellationToken);
        await copy.LoadAsync(await server.AddressAsync(cancellationToken), cancellationToken);
        await session.ExecuteAsync("RESET MASTER", "beginning its log anew", cancellationToken);
        await session.ExecuteAsync(
            $"SET GLOBAL gtid_slave_pos = {SqlText.Literal(copy.Gtid)}", "setting where it goes on",
            cancellationToken);
    }

    // The memory first: from here on it is nothing that could be promoted, whatever happens.
    private async Task BeginAsync(
        string receipt, MariaDbSession session, CancellationToken cancellationToken)
    {
        server.Memory.Set(new RoleRecord { Role = ServerRole.Rebuilding, Rebuild = receipt });
        server.File.Write(ServerRole.Rebuilding);
        await session.ExecuteAsync("SET GLOBAL read_only = 1", "closing it to clients", cancellationToken);
        await SiteServer.LetWriteAsync(session, "opening it to who fills it", cancellationToken);
    }

    private static async Task EmptyAsync(MariaDbSession session, CancellationToken cancellationToken)
    {
        if (await ReplicaStatus.ReadAsync(session, cancellationToken) is not null)
        {
            await session.ExecuteAsync("STOP SLAVE", Doing, cancellationToken);
            await session.ExecuteAsync("RESET SLAVE ALL", Doing, cancellationToken);
        }

        await session.ExecuteAsync(
            "SET SESSION sql_log_bin = 0, foreign_key_checks = 0", Doing, cancellationToken);
        foreach (var row in await session.QueryAsync(
            "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA", Doing, cancellationToken))
        {
            if (!ServersOwn.Contains(row[0]!, StringComparer.OrdinalIgnoreCase))
            {
                await session.ExecuteAsync(
                    $"DROP DATABASE {SqlText.Name(row[0]!)}", Doing, cancellationToken);
            }
        }

        await session.ExecuteAsync(
            "SET SESSION sql_log_bin = 1, foreign_key_checks = 1", Doing, cancellationToken);
    }
}
