using Mesh.Domain.Sites;
using Mesh.Sites.Databases.Receipts;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Lost;

namespace Mesh.Sites.Databases;

/// <summary>
/// Writes down what only a fenced old primary has, before it may be filled with its successor's data.
/// </summary>
internal sealed class Reclaiming(SiteServer server)
{
    private const int MostTold = 20;
    private const string Position = "position:";
    private const string Gtid = "gtid:";

    /// <summary>The receipt, durable; the server is as it was.</summary>
    /// <param name="order">The order, which says what is held elsewhere.</param>
    /// <param name="session">With the server.</param>
    /// <param name="cancellationToken">Stops it; the next call goes on.</param>
    /// <exception cref="Domain.Errors.MeshException">It could not be told what only the server has.
    /// </exception>
    public async Task<RejoinReceipt> WriteAsync(
        SiteOrder order, MariaDbSession session, CancellationToken cancellationToken)
    {
        var held = GtidSet.Parse(await HeldAsync(order.Held, session, cancellationToken));
        var ours = await FactsReader.PositionAsync(session, "gtid_binlog_state", cancellationToken);
        var lost = ours.Beyond(held, held);
        var names = lost.Select(range => range.ToString()).ToList();
        var folder = ReceiptFolder.For(server.ReceiptRoot, order, names);
        if (folder.Written is not null)
        {
            return Rejoining.Summary(folder, takenBack: false);
        }

        var writing = new ReceiptWriting(server.Location, order, names);
        if (lost.Count == 0)
        {
            return Rejoining.Summary(
                await writing.WriteAsync(folder, null, null, cancellationToken), takenBack: false);
        }

        var address = await server.AddressAsync(cancellationToken);
        var survey = await LostSurvey.OfAsync(
            await LostLog.FindAsync(address, lost, server.Time, cancellationToken), cancellationToken);
        var schema = await LostSchema.ReadAsync(address, cancellationToken);
        return Rejoining.Summary(
            await writing.WriteAsync(folder, survey, schema, cancellationToken), takenBack: false);
    }

    /// <summary>Whether somebody has to agree before it is written over.</summary>
    public static bool HoldsMore(RejoinReceipt receipt) =>
        receipt.Transactions > 0 || receipt.Unwritten > 0 || receipt.Purged.Count > 0;

    /// <summary>Asks for that.</summary>
    public static SiteAnswer Ask(SiteOrder order, RejoinReceipt receipt) => SiteAnswer.Failed(
        order,
        "holds-lost",
        $"it has {receipt.Transactions} transactions ({string.Join(", ", receipt.Lost.Take(MostTold))}) that "
            + $"site '{order.Primary}' lacks; they are in {receipt.Folder}"
            + (receipt.Purged.Count > 0 ? ", but for those that its log does not have any more" : ""),
        "look at the receipt and copy it elsewhere; decide 'confirm' if this server may be written over",
        retryable: false) with
    {
        Receipt = receipt,
    };

    private async Task<string> HeldAsync(
        string held, MariaDbSession session, CancellationToken cancellationToken)
    {
        if (held.StartsWith(Gtid, StringComparison.Ordinal))
        {
            return held[Gtid.Length..];
        }

        var place = held[Position.Length..];
        var colon = place.LastIndexOf(':');
        var position = await session.ScalarAsync(
            $"SELECT BINLOG_GTID_POS({SqlText.Literal(place[..colon])}, {place[(colon + 1)..]})",
            "finding where its successor was filled to", cancellationToken);

        // The server answers with nothing for a file that it does not have.
        return string.IsNullOrEmpty(position)
            ? throw new SitePartException(
                "place-gone", server.Location, $"its log does not have {place} any more, up to where its "
                    + "successor was filled, so that nobody can tell what only this server has",
                "save what is wanted of it; then remove the role file's '.state' beside it, and drop its databases")
            : position;
    }
}
