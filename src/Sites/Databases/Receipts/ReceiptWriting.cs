using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sources.MariaDb.Lost;

namespace Mesh.Sites.Databases.Receipts;

/// <summary>Writes the receipt of the transactions that a server has and its new primary lacks.</summary>
internal sealed class ReceiptWriting(string server, SiteOrder order, IReadOnlyList<string> lost)
{
    /// <param name="folder">Where to; nothing whole is in it.</param>
    /// <param name="survey">The lost transactions; null where nothing is lost.</param>
    /// <param name="schema">The definitions now; with a survey.</param>
    /// <param name="cancellationToken">Stops it; the next call begins anew.</param>
    /// <exception cref="MeshException">The log could not be read, or the folder not be written.</exception>
    public async Task<ReceiptFolder> WriteAsync(
        ReceiptFolder folder, LostSurvey? survey, LostSchema? schema, CancellationToken cancellationToken)
    {
        var title = lost.Count == 0
            ? $"{order.System}/{order.Component}: site '{order.Primary}' has all that this server has; nothing is lost"
            : $"{order.System}/{order.Component}: what site '{order.Primary}' lacks of this server: {string.Join(", ", lost)}";
        await using var sql = folder.Create(ReceiptFolder.Sql);
        await using var json = folder.Create(ReceiptFolder.Json);
        LostTally tally;
        try
        {
            tally = await LostWriter.WriteAsync(
                survey is null ? null : new LostReader(survey, schema!), title, sql, json, cancellationToken);
        }
        catch (IOException error)
        {
            throw new SitePartException("file-unwritable", folder.Path, $"it cannot be written: {error.Message}",
                "see to the room on the disk", retryable: true, error);
        }
        catch (FormatException error)
        {
            throw new SitePartException("receipt-failed", server, $"a row of its log is not understood: {error.Message}",
                "see that nobody changes the server's tables meanwhile, then ask again", innerException: error);
        }

        return folder.Close(new ReceiptManifest
        {
            System = order.System,
            Component = order.Component,
            Epoch = order.Epoch,
            Server = server,
            Primary = order.Primary,
            Lost = lost,
            Purged = [.. survey?.Log.Purged.Select(range => range.ToString()) ?? []],
            Unwritten = [.. tally.Unwritten],
            Transactions = tally.Transactions,
            Heartbeats = tally.Heartbeats,
            Rows = tally.Rows,
            Statements = tally.Statements,
            AsEvents = tally.AsEvents,
            NewestKept = Moment(survey?.NewestKept),
            NewestLost = Moment(survey?.NewestLost),
            RpoSeconds = survey is null ? 0 : survey.RpoSeconds,
            Files = [folder.Seal(sql, ReceiptFolder.Sql), folder.Seal(json, ReceiptFolder.Json)],
        });
    }

    private static ReceiptMoment? Moment(LostMoment? moment) =>
        moment is null ? null : new ReceiptMoment(moment.Gtid.ToString(), moment.At);
}
