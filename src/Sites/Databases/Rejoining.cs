using Mesh.Domain.Sites;
using Mesh.Sites.Databases.Receipts;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Lost;

namespace Mesh.Sites.Databases;

/// <summary>
/// Lets an old primary that was fenced follow its successor: first what only it has is written into a receipt
/// that is durable, then it is taken back. What cannot be taken back leaves the server as it is.
/// </summary>
internal sealed class Rejoining(SiteServer server)
{
    private const int MostTold = 20;

    /// <summary>Does what is due of it.</summary>
    /// <param name="order">To follow.</param>
    /// <param name="session">With the server.</param>
    /// <param name="lost">What the new primary lacks of it.</param>
    /// <param name="cancellationToken">Stops it; the next call goes on.</param>
    /// <returns>The receipt, where one was due now or before in this epoch, and the answer where it cannot
    /// follow.</returns>
    /// <exception cref="Domain.Errors.MeshException">It could not be done now.</exception>
    public async Task<(RejoinReceipt? Receipt, SiteAnswer? Refusal)> DoAsync(
        SiteOrder order,
        MariaDbSession session,
        IReadOnlyList<LostRange> lost,
        CancellationToken cancellationToken)
    {
        if (await Undo.FindAsync(session, cancellationToken) is { } begun)
        {
            await Undo.FinishAsync(session, begun, cancellationToken);
            return (Summary(ReceiptFolder.Open(begun.Receipt), takenBack: true), null);
        }

        var names = lost.Select(range => range.ToString()).ToList();
        if (server.Memory.Now.Role != ServerRole.Fenced)
        {
            // Done before, or never production: then there is nothing to tell.
            return (lost.Count == 0 && ReceiptFolder.Newest(server.ReceiptRoot, order) is { } earlier
                ? Summary(earlier, takenBack: earlier.Written!.Lost.Count > 0)
                : null, null);
        }

        if (lost.Count == 0)
        {
            // One that was written before it was taken back tells more.
            var known = ReceiptFolder.Newest(server.ReceiptRoot, order);
            known ??= await new ReceiptWriting(server.Location, order, names).WriteAsync(
                ReceiptFolder.For(server.ReceiptRoot, order, names), null, null, cancellationToken);
            return (Summary(known, takenBack: known.Written!.Lost.Count > 0), null);
        }

        return await TakeBackAsync(order, lost, names, cancellationToken) is var (receipt, obstacle)
            && obstacle.Length > 0
                ? (receipt, Refuse(order, receipt, obstacle))
                : await FollowUpAsync(session, receipt, cancellationToken);
    }

    private async Task<(RejoinReceipt Receipt, string Obstacle)> TakeBackAsync(
        SiteOrder order,
        IReadOnlyList<LostRange> lost,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken)
    {
        var address = await server.AddressAsync(cancellationToken);
        var log = await LostLog.FindAsync(address, lost, server.Time, cancellationToken);
        var survey = await LostSurvey.OfAsync(log, cancellationToken);
        var schema = await LostSchema.ReadAsync(address, cancellationToken);
        var folder = ReceiptFolder.For(server.ReceiptRoot, order, names);
        if (folder.Written is null)
        {
            folder = await new ReceiptWriting(server.Location, order, names).WriteAsync(
                folder, survey, schema, cancellationToken);
        }

        var key = Convert.FromHexString(folder.Hash)[..16];
        var plan = await UndoPlan.OfAsync(survey, schema, key, cancellationToken);
        if (plan.Obstacle.Length == 0)
        {
            // From here on it lacks what it had acknowledged, and must not become production by itself.
            server.Memory.Set(server.Memory.Now with { Before = ServerRole.Unassigned });
            await Undo.DoAsync(
                address, plan, key, new UndoMark(folder.Path, survey.KeptState, survey.KeptPosition),
                cancellationToken);
        }

        return (Summary(folder, takenBack: plan.Obstacle.Length == 0), plan.Obstacle);
    }

    private static async Task<(RejoinReceipt? Receipt, SiteAnswer? Refusal)> FollowUpAsync(
        MariaDbSession session, RejoinReceipt receipt, CancellationToken cancellationToken)
    {
        var mark = await Undo.FindAsync(session, cancellationToken)
            ?? throw new SitePartException("undo-failed", session.Address.Location,
                "the mark of what was taken back is not there", "look who else changes the server");
        await Undo.FinishAsync(session, mark, cancellationToken);
        return (receipt, null);
    }

    private static SiteAnswer Refuse(SiteOrder order, RejoinReceipt receipt, string obstacle) =>
        SiteAnswer.Failed(
            order, SiteAnswer.RebuildNeeded,
            $"it has {Told(receipt)} that site '{order.Primary}' lacks; they are in {receipt.Folder}, but cannot "
                + $"be taken back: {obstacle}",
            $"decide 'rebuild': this server is emptied and filled with what site '{order.Primary}' has; or "
                + $"do that by hand ('mesh restore {order.System}/{order.Component} --to ...'), then ask again",
            retryable: false) with
        {
            Receipt = receipt,
        };

    private static string Told(RejoinReceipt receipt) =>
        $"{receipt.Transactions} transactions ({string.Join(", ", receipt.Lost.Take(MostTold))})";

    /// <summary>What is in a receipt.</summary>
    public static RejoinReceipt Summary(ReceiptFolder folder, bool takenBack)
    {
        var manifest = folder.Written!;
        return new RejoinReceipt
        {
            Folder = folder.Path,
            ManifestSha256 = folder.Hash,
            Lost = [.. manifest.Lost.Take(MostTold)],
            Transactions = manifest.Transactions,
            Rows = manifest.Rows,
            Statements = manifest.Statements,
            Purged = [.. manifest.Purged.Take(MostTold)],
            Unwritten = manifest.Unwritten.Count,
            RpoSeconds = manifest.RpoSeconds,
            TakenBack = takenBack,
        };
    }
}
