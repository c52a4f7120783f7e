using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.Progress;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>Runs the statements of SQL files on one connection.</summary>
internal sealed class SqlRunner
{
    // Refuses what is not UTF-8, instead of changing it.
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Func<ReadOnlyMemory<byte>, string, CancellationToken, Task> _execute;
    private readonly TransferProgress? _progress;

    /// <summary>For statements of any kind.</summary>
    public SqlRunner(MariaDbSession session, TransferProgress? progress)
    {
        _execute = (sql, doing, stop) => session.ExecuteAsync(TextOf(sql.Span), doing, stop);
        _progress = progress;
    }

    /// <summary>For files whose bytes are in the session's character set.</summary>
    public SqlRunner(RawSession session, TransferProgress? progress)
    {
        _execute = session.ExecuteAsync;
        _progress = progress;
    }

    /// <summary>Runs all statements in order.</summary>
    /// <param name="name">What the file is called in errors.</param>
    /// <param name="pieces">Its content.</param>
    /// <param name="skip">Statements that are left out; null for none.</param>
    /// <param name="cancellationToken">Kills the statement that runs.</param>
    /// <exception cref="MeshException"><c>mariadb-failed</c>: names file and statement.</exception>
    public async Task RunAsync(
        string name,
        IAsyncEnumerable<byte[]> pieces,
        Predicate<string>? skip,
        CancellationToken cancellationToken)
    {
        var splitter = new SqlSplitter();
        var number = 0;
        await foreach (var piece in pieces.WithCancellation(cancellationToken))
        {
            splitter.Add(piece);
            while (splitter.TryRead(isEnd: false, out var statement))
            {
                await RunAsync(name, ++number, statement, skip, cancellationToken);
            }

            _progress?.AddBytes(piece.Length);
        }

        while (splitter.TryRead(isEnd: true, out var statement))
        {
            await RunAsync(name, ++number, statement, skip, cancellationToken);
        }
    }

    private async Task RunAsync(
        string name,
        int number,
        ReadOnlyMemory<byte> statement,
        Predicate<string>? skip,
        CancellationToken cancellationToken)
    {
        if (skip is null || !skip(TextOf(statement.Span)))
        {
            await _execute(statement, $"running statement {number} of {name}", cancellationToken);
        }
    }

    // The driver sends text as UTF-8, so bytes that are not have to become digits.
    private static string TextOf(ReadOnlySpan<byte> statement) =>
        System.Text.Unicode.Utf8.IsValid(statement)
            ? Strict.GetString(statement)
            : Strict.GetString(BinaryLiterals.Replace(statement));
}
