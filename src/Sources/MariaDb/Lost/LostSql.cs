using System.Globalization;
using System.Text;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>
/// Writes lost transactions as SQL that the stock client loads into a server which stands where they began:
/// rows by their keys, and where that would not be exact as the log's own events (<c>BINLOG</c>).
/// </summary>
internal sealed class LostSql(Stream stream)
{
    private const int BytesPerStatement = 1 << 20;
    private const ushort RelaxedUniqueChecks = 4;

    // Nothing is checked that was not checked then, and rows are what they were.
    private const string Settings = SqlFiles.DataSettings
        + "SET SESSION check_constraint_checks=0, foreign_key_checks=1, unique_checks=1;\n";

    private readonly SqlBuffer _sql = new();
    private ushort _switchedOff;
    private byte[] _described = [];

    public void Begin(string title)
    {
        _sql.Write($"-- {SqlText.Comment(title)}\n");
        _sql.Write(Settings);
    }

    /// <exception cref="FormatException">A value is not of its column's kind.</exception>
    public void Write(LostTransaction transaction)
    {
        var at = transaction.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        _sql.Write($"\n-- {transaction.Gtid}, committed at {at}");
        if (transaction.IsHeartbeat || transaction.Unwritten.Length > 0)
        {
            _sql.Write(transaction.IsHeartbeat
                ? ": Mesh's own heartbeat, left out\n"
                : $": NOT WRITTEN, it is {SqlText.Comment(transaction.Unwritten)}\n");
            return;
        }

        var isAlone = transaction.Group.Head.IsStandalone;
        _sql.Write(isAlone ? "\n" : "\nBEGIN;\n");
        foreach (var part in transaction.Parts)
        {
            switch (part)
            {
                case LostPart.Statement statement:
                    Write(statement);
                    break;
                case LostPart.Rows { Doubt.Length: > 0 } rows:
                    WriteEvents(rows, transaction);
                    break;
                case LostPart.Rows rows:
                    Write(rows);
                    break;
            }

            Flush(atLeast: BytesPerStatement);
        }

        _sql.Write(isAlone ? "" : GroupKind.EndsWithRollback(transaction.Group) ? "ROLLBACK;\n" : "COMMIT;\n");
        Flush(atLeast: BytesPerStatement);
    }

    public void End() => Flush(atLeast: 0);

    private void Flush(int atLeast)
    {
        if (_sql.Length >= atLeast)
        {
            stream.Write(_sql.Written.Span);
            _sql.Clear();
        }
    }

    private void Write(LostPart.Statement part)
    {
        var bytes = part.Query.Statement.Span;
        var text = Encoding.Latin1.GetString(bytes);
        var delimiter = ";;";
        while (text.Contains(delimiter, StringComparison.Ordinal))
        {
            delimiter += ";";
        }

        _sql.Write("SET NAMES utf8mb4;\n");
        if (StatementRunner.NeedsDatabase(part.Source, part.Query))
        {
            _sql.Write($"USE {SqlText.Name(part.Query.Database)};\n");
        }

        var settings = StatementRunner.Settings(
            part.Source.Header.Timestamp, QueryStatus.Parse(part.Query.Status.Span));
        _sql.Write($"{settings};\nDELIMITER {delimiter}\n");
        _sql.Write(bytes);
        _sql.Write($"\n{delimiter}\nDELIMITER ;\n{StatementRunner.Defaults};\n{Settings}");
        _switchedOff = 0;
    }

    private void WriteEvents(LostPart.Rows part, LostTransaction transaction)
    {
        _sql.Write($"-- as events of the log: {SqlText.Comment(part.Doubt)}\n");
        if (!_described.AsSpan().SequenceEqual(transaction.Group.FileHeader))
        {
            _described = transaction.Group.FileHeader;
            _sql.Write(RowStatements.Describe(_described));
            _sql.Write(";\n"u8);
        }

        var statements = new RowStatements(BytesPerStatement, int.MaxValue, $"transaction {transaction.Gtid}");
        foreach (var statement in part.Events.SelectMany(statements.Add))
        {
            _sql.Write(statement);
            _sql.Write(";\n"u8);
        }
    }

    private void Write(LostPart.Rows part)
    {
        Switch((ushort)(part.Flags & (RowsEvent.NoForeignKeyChecks | RelaxedUniqueChecks)));
        var formatters = part.Tables.Values.DistinctBy(table => table.Name).ToDictionary(
            table => table.Name, table => new RowFormatter(table.Columns, new RowHasher(new byte[16])));
        foreach (var change in part.Changes)
        {
            var formatter = formatters[change.Table.Name];
            if (change.Before is null)
            {
                Insert(change, formatter);
            }
            else
            {
                _sql.Write(change.After is null ? "DELETE FROM " : "UPDATE ");
                _sql.Write(change.Table.Target!.Schema.QualifiedName);
                if (change.After is not null)
                {
                    List(" SET ", ", ", change, change.Table.Columns, (column, i) =>
                    {
                        _sql.Write($"{SqlText.Name(column.Name)}=");
                        Value(formatter, i, change.After.Values[i]);
                    });
                }

                Where(change, formatter);
            }

            _sql.Write(";\n"u8);
        }
    }

    private void Switch(ushort off)
    {
        if (off != _switchedOff)
        {
            var keys = (off & RowsEvent.NoForeignKeyChecks) == 0 ? 1 : 0;
            var unique = (off & RelaxedUniqueChecks) == 0 ? 1 : 0;
            _sql.Write(string.Create(CultureInfo.InvariantCulture,
                $"SET SESSION foreign_key_checks={keys}, unique_checks={unique};\n"));
            _switchedOff = off;
        }
    }

    private void Insert(LostChange change, RowFormatter formatter)
    {
        _sql.Write("INSERT INTO ");
        _sql.Write(change.Table.Target!.Schema.QualifiedName);
        List(" (", ", ", change, change.Table.Columns, (column, _) => _sql.Write(SqlText.Name(column.Name)));
        List(") VALUES (", ", ", change, change.Table.Columns,
            (_, i) => Value(formatter, i, change.After!.Values[i]));
        _sql.Write(")"u8);
    }

    // Without a key all values are compared, by their bytes: a collation takes others for equal.
    private void Where(LostChange change, RowFormatter formatter)
    {
        var values = change.Before!.Values;
        var isKeyed = change.Table.Key.Count > 0;
        List(" WHERE ", " AND ", change, isKeyed ? change.Table.Key : change.Table.Columns, (column, i) =>
        {
            _sql.Write(isKeyed ? $"{SqlText.Name(column.Name)}=" : $"{Exact(column)} <=> ");
            if (column.Kind != CellKind.Text && (isKeyed || column.Kind != CellKind.Bytes))
            {
                Value(formatter, i, values[i]);
                return;
            }

            // A plain binary literal would make the comparison with a key one of bytes, without an index.
            _sql.Write(isKeyed ? $"_{column.CharacterSet} " : "");
            Hex(values[i]);
        });
        _sql.Write(isKeyed ? "" : " LIMIT 1");
    }

    private void List(
        string head,
        string between,
        LostChange change,
        IReadOnlyList<TableColumn> columns,
        Action<TableColumn, int> write)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            _sql.Write(i == 0 ? head : between);
            write(columns[i], IndexOf(change.Table.Columns, columns[i]));
        }
    }

    private void Value(RowFormatter formatter, int column, byte[]? value)
    {
        if (value is null)
        {
            _sql.Write("NULL"u8);
        }
        else
        {
            formatter.AddLiteral(column, value, _sql);
        }
    }

    private void Hex(byte[]? value)
    {
        if (value is null)
        {
            _sql.Write("NULL"u8);
        }
        else
        {
            _sql.WriteHex(value);
        }
    }

    private static string Exact(TableColumn column) => column.Kind switch
    {
        CellKind.Text or CellKind.Bytes => $"CAST({SqlText.Name(column.Name)} AS BINARY)",
        CellKind.Single or CellKind.Double or CellKind.Unsigned => column.Expression,
        _ => SqlText.Name(column.Name),
    };

    private static int IndexOf(IReadOnlyList<TableColumn> columns, TableColumn column) =>
        Enumerable.Range(0, columns.Count).First(i => columns[i].Name == column.Name);
}
