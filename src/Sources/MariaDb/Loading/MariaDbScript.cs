using System.Runtime.CompilerServices;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.Progress;
using ZstdSharp;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>Loads SQL scripts that stock programs wrote, such as <c>mariadb-dump</c>.</summary>
public static class MariaDbScript
{
    private const int PieceSize = 1 << 20;

    /// <summary>
    /// Runs all statements of a script on one connection and stops at the first that fails. DELIMITER is
    /// understood, other commands of the stock client are not. Strings may hold any bytes.
    /// </summary>
    /// <param name="address">The server.</param>
    /// <param name="name">What the script is called in errors.</param>
    /// <param name="script">Read from where it stands to its end.</param>
    /// <param name="database">The database that the script begins in, made where it is missing; null for
    /// none.</param>
    /// <param name="overwrite">Whether the script may turn to databases that have tables already; else it is
    /// stopped before it does.</param>
    /// <param name="progress">Counts bytes.</param>
    /// <param name="cancellationToken">Kills the statement that runs; what was done before stays.</param>
    /// <exception cref="MeshException">Those of connecting; <c>mariadb-database-exists</c>;
    /// <c>unreadable-script</c>; <c>mariadb-failed</c>: names the statement.</exception>
    public static async Task RunAsync(
        MariaDbAddress address,
        string name,
        Stream script,
        string? database,
        bool overwrite,
        TransferProgress? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(script);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        var guard = overwrite ? null : await ScriptGuard.MakeAsync(session, cancellationToken);
        if (database is not null)
        {
            guard?.Require(database);
            var quoted = SqlText.Name(database);
            await session.ExecuteAsync(
                $"CREATE DATABASE IF NOT EXISTS {quoted}; USE {quoted}",
                "choosing the database",
                cancellationToken);
        }

        var runner = new SqlRunner(session, progress);
        await runner.RunAsync(
            name,
            PiecesAsync(name, script, cancellationToken),
            guard is null ? null : guard.Skips,
            cancellationToken);
    }

    private static async IAsyncEnumerable<byte[]> PiecesAsync(
        string name, Stream script, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceSize];
        int read;
        while ((read = await ReadAsync(name, script, buffer, cancellationToken)) > 0)
        {
            yield return buffer[..read];
        }
    }

    private static async Task<int> ReadAsync(
        string name, Stream script, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await script.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ZstdException)
        {
            throw new MeshException("unreadable-script", name, error.Message.TrimEnd('.'),
                "the script is cut off or damaged; what was read before is loaded", innerException: error);
        }
    }
}
