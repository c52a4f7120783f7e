namespace Mesh.Sources.MariaDb.Lost;

/// <summary>Writes the lost transactions in both forms, always the same bytes for the same log.</summary>
internal static class LostWriter
{
    /// <param name="reader">Reads them; null where there are none.</param>
    /// <param name="title">What they are, in one line.</param>
    /// <param name="sql">Takes what the stock client loads.</param>
    /// <param name="json">Takes what programs read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Domain.Errors.MeshException">The log is damaged or cannot be read.</exception>
    public static async Task<LostTally> WriteAsync(
        LostReader? reader, string title, Stream sql, Stream json, CancellationToken cancellationToken)
    {
        var tally = new LostTally();
        var statements = new LostSql(sql);
        using var document = new LostJson(json);
        statements.Begin(title);
        document.Begin(title);
        if (reader is not null)
        {
            await foreach (var transaction in reader.ReadAsync(cancellationToken))
            {
                statements.Write(transaction);
                document.Write(transaction);
                Count(tally, transaction);
            }
        }

        statements.End();
        document.End();
        return tally;
    }

    private static void Count(LostTally tally, LostTransaction transaction)
    {
        if (transaction.IsHeartbeat)
        {
            tally.Heartbeats++;
            return;
        }

        tally.Transactions++;
        var rows = transaction.Parts.OfType<LostPart.Rows>().ToList();
        tally.Rows += rows.Sum(part => part.Changes.Count);
        tally.Statements += transaction.Parts.Count - rows.Count;
        tally.AsEvents += rows.Count(part => part.Doubt.Length > 0);
        if (transaction.Unwritten.Length > 0)
        {
            tally.Unwritten.Add($"{transaction.Gtid}: {transaction.Unwritten}");
        }
    }
}
