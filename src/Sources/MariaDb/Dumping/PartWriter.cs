using System.Text;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Protocol;
using Mesh.Sources.MariaDb.Schema;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>
/// Writes the rows of one range as a file of INSERT statements, one row a line, in one transaction.
/// Statements end where the rows' hashes say, so that a row more or less changes no statement far from it.
/// </summary>
internal sealed class PartWriter(
    TableSchema table, FileSink sink, ByteBudget budget, DumpOptions options, RowHasher hasher)
{
    private const int FlushAt = 256 << 10;
    private const int ShortStatement = 64 << 10;
    private const int LongStatement = 1 << 20;

    private static readonly UInt128 EndMask = 0x3F;

    private readonly SqlBuffer _sql = new();
    private long _statement;

    /// <summary>Reads all rows to their end.</summary>
    /// <returns>The file's node and what it holds; no node where there are no rows.</returns>
    public async Task<(Node? Node, TableFingerprint Fingerprint)> WriteAsync(
        RowStream rows, NodeName name, Timestamp time, CancellationToken cancellationToken)
    {
        var formatter = new RowFormatter(table.Columns, hasher);
        var fingerprint = default(TableFingerprint);
        await using var file = new ChunkedFile(sink);
        var insert = Encoding.UTF8.GetBytes($"INSERT INTO {SqlText.Name(table.Name)} ("
            + string.Join(",", table.Columns.Select(column => SqlText.Name(column.Name))) + ") VALUES\n");
        while (await rows.ReadAsync(cancellationToken))
        {
            if (fingerprint.Rows == 0)
            {
                WriteHeader();
            }

            var before = _sql.Length;
            _sql.Write(_statement == 0 ? insert : ",\n"u8);
            var hash = formatter.Add(rows.Row, _sql);
            fingerprint = fingerprint.With(hash);
            _statement += _sql.Length - before;
            if (_statement >= LongStatement || (_statement >= ShortStatement && (hash & EndMask) == 0))
            {
                EndStatement();
            }

            if (_sql.Length >= FlushAt)
            {
                await FlushAsync(file, cancellationToken);
            }
        }

        if (fingerprint.Rows == 0)
        {
            return (null, fingerprint);
        }

        EndStatement();
        _sql.Write("COMMIT;\n"u8);
        await FlushAsync(file, cancellationToken);
        return (await file.FinishAsync(name, time, cancellationToken), fingerprint);
    }

    private void WriteHeader()
    {
        _sql.Write(SqlFiles.DataSettings);
        _sql.Write($"USE {SqlText.Name(table.Database)};\nSTART TRANSACTION;\n");
    }

    private void EndStatement()
    {
        if (_statement > 0)
        {
            _sql.Write(";\n"u8);
            _statement = 0;
        }
    }

    private async ValueTask FlushAsync(ChunkedFile file, CancellationToken cancellationToken)
    {
        await file.WriteAsync(_sql.Written, cancellationToken);
        options.Progress?.AddBytes(_sql.Length);
        await budget.TakeAsync(_sql.Length, cancellationToken);
        _sql.Clear();
    }
}
