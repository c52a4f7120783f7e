using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.Progress;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>Runs the statements of SQL files on one connection.</summary>
internal sealed class SqlRunner(MariaDbSession session, TransferProgress? progress)
{
    // Refuses what is not UTF-8, instead of changing it.
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

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

            progress?.AddBytes(piece.Length);
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
        var sql = TextOf(statement.Span);
        if (skip is null || !skip(sql))
        {
            await session.ExecuteAsync(sql, $"running statement {number} of {name}", cancellationToken);
        }
    }

    // The driver sends text as UTF-8, so bytes that are not have to become digits.
    private static string TextOf(ReadOnlySpan<byte> statement) =>
        System.Text.Unicode.Utf8.IsValid(statement)
            ? Strict.GetString(statement)
            : Strict.GetString(BinaryLiterals.Replace(statement));
}
