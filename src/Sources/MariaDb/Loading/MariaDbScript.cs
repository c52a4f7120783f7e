using System.Runtime.CompilerServices;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.Progress;

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
    /// <param name="database">The database that the script begins in; null for none.</param>
    /// <param name="progress">Counts bytes.</param>
    /// <param name="cancellationToken">Kills the statement that runs; what was done before stays.</param>
    /// <exception cref="MeshException">Those of connecting; <c>mariadb-failed</c>: names the
    /// statement.</exception>
    public static async Task RunAsync(
        MariaDbAddress address,
        string name,
        Stream script,
        string? database,
        TransferProgress? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(script);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        if (database is not null)
        {
            await session.ExecuteAsync(
                $"USE {SqlText.Name(database)}", "choosing the database", cancellationToken);
        }

        var runner = new SqlRunner(session, progress);
        await runner.RunAsync(name, PiecesAsync(script, cancellationToken), null, cancellationToken);
    }

    private static async IAsyncEnumerable<byte[]> PiecesAsync(
        Stream script, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceSize];
        int read;
        while ((read = await script.ReadAsync(buffer, cancellationToken)) > 0)
        {
            yield return buffer[..read];
        }
    }
}
