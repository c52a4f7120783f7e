using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Mesh.Catalog.Database;

/// <summary>
/// What every connection needs: a commit that survives a power cut, and patience while another process
/// writes.
/// </summary>
internal sealed class Pragmas : DbConnectionInterceptor
{
    private const string Statements = "PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Command(connection);
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default)
    {
        await using var command = Command(connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static DbCommand Command(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = Statements;
        return command;
    }
}
