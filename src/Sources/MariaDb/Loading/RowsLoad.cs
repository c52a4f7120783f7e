using System.Collections.Concurrent;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Records;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>
/// Loads the files of rows of many tables at once. The first file of a table is loaded alone: into an empty
/// table the server writes without undo, but locks all of it (MariaDB documentation, "InnoDB bulk insert").
/// </summary>
internal sealed class RowsLoad(
    DumpReader dump,
    LoadOptions options,
    DeferredKeys keys,
    Func<CancellationToken, Task<RawSession>> open)
{
    private const int MostAttempts = 5;

    private readonly ConcurrentDictionary<TableRecord, TaskCompletionSource> _begun =
        new(ReferenceEqualityComparer.Instance);

    private readonly ConcurrentDictionary<TableRecord, int> _filesLeft =
        new(ReferenceEqualityComparer.Instance);

    public async Task RunAsync(IReadOnlyList<TableRecord> tables, CancellationToken cancellationToken)
    {
        var filled = tables
            .Where(table => table.Files.Count > 0).OrderByDescending(table => table.Bytes).ToList();
        options.Progress?.SetTotals(
            filled.Sum(table => table.Bytes), filled.Sum(table => (long)table.Files.Count));
        var queue = new ConcurrentQueue<(TableRecord Table, string File)>(
        [
            .. filled.Select(table => (table, table.Files[0])),
            .. filled.SelectMany(table => table.Files.Skip(1).Select(file => (table, file))),
        ]);
        foreach (var table in filled)
        {
            _begun[table] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _filesLeft[table] = table.Files.Count;
        }

        var workers = Math.Min(options.Connections, queue.Count);
        await Parallel.ForAsync(0, workers, cancellationToken, async (_, token) =>
        {
            await using var session = await open(token);
            while (queue.TryDequeue(out var next))
            {
                await LoadAsync(session, next.Table, next.File, token);
                options.Progress?.AddFile();
            }
        });
    }

    private async Task LoadAsync(
        RawSession session, TableRecord table, string file, CancellationToken cancellationToken)
    {
        var begun = _begun[table];
        var isFirst = file == table.Files[0];
        if (!isFirst)
        {
            await begun.Task.WaitAsync(cancellationToken);
        }

        options.Progress?.SetCurrent(table.ToString());
        for (var attempt = 1; !await TryLoadAsync(session, file, attempt, cancellationToken); attempt++)
        {
            await session.ExecuteAsync("ROLLBACK", "starting a file again", cancellationToken);
        }

        begun.TrySetResult();
        if (_filesLeft.AddOrUpdate(table, 0, (_, left) => left - 1) == 0)
        {
            await keys.AddAsync(session, table, cancellationToken);
        }
    }

    // A file is one transaction, so after a deadlock it is loaded again from its start.
    private async Task<bool> TryLoadAsync(
        RawSession session, string file, int attempt, CancellationToken cancellationToken)
    {
        try
        {
            var runner = new SqlRunner(session, attempt == 1 ? options.Progress : null);
            await runner.RunAsync(file, dump.ReadAsync(file, cancellationToken), null, cancellationToken);
            return true;
        }
        catch (MeshException error) when (attempt < MostAttempts
            && MariaDbErrors.NumberOf(error) == MariaDbErrors.Deadlock)
        {
            return false;
        }
    }
}
