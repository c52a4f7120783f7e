using System.Globalization;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>Runs a statement of the log as it ran on the source: same bytes, same settings of the
/// session.</summary>
internal sealed class StatementRunner(ServerConnection target)
{
    /// <summary>Undoes what <see cref="Settings"/> has set.</summary>
    public const string Defaults =
        "SET timestamp = DEFAULT, sql_mode = '', foreign_key_checks = 1, unique_checks = 1, "
        + "sql_if_exists = 0, sql_auto_is_null = 0, character_set_client = utf8mb4, "
        + "collation_connection = utf8mb4_general_ci";

    private const ushort SuppressUse = 0x8;
    private const uint AutoIsNull = 1u << 14;
    private const uint NoForeignKeyChecks = 1u << 26;
    private const uint RelaxedUniqueChecks = 1u << 27;
    private const uint IfExists = 1u << 28;

    /// <exception cref="MeshException"><c>replay-failed</c>: the target refuses what the source did.
    /// </exception>
    public async Task RunAsync(LogEvent source, string subject, CancellationToken cancellationToken)
    {
        var query = QueryEvent.Parse(source);
        try
        {
            await target.ExecuteAsync("SET NAMES utf8mb4", cancellationToken);
            if (NeedsDatabase(source, query))
            {
                await target.ExecuteAsync(
                    $"USE `{query.Database.Replace("`", "``", StringComparison.Ordinal)}`", cancellationToken);
            }

            await target.ExecuteAsync(
                Settings(source.Header.Timestamp, QueryStatus.Parse(query.Status.Span)), cancellationToken);
            await target.ExecuteAsync(query.Statement, cancellationToken);
        }
        catch (ServerErrorException error) when (query.ErrorCode != 0 && error.Number == query.ErrorCode)
        {
            // It ended with this error on the source too, after it had done a part.
        }
        catch (ServerErrorException error) when (!error.MayPass)
        {
            throw new MeshException("replay-failed", $"{subject}: {query.Excerpt()}", error.Cause,
                "the target is not in the state that the log goes on from, or its version differs from the source's",
                innerException: error);
        }
    }

    /// <summary>Undoes what statements have set, for our own.</summary>
    public Task ResetAsync(CancellationToken cancellationToken) =>
        target.ExecuteAsync(Defaults, cancellationToken);

    /// <summary>Whether it was run with its database as the default.</summary>
    public static bool NeedsDatabase(LogEvent source, QueryEvent query) =>
        query.Database.Length > 0 && (source.Header.Flags & SuppressUse) == 0;

    /// <summary>The statement that sets what its session had set.</summary>
    public static string Settings(uint timestamp, QueryStatus status)
    {
        var set = new StringBuilder();
        set.Append(CultureInfo.InvariantCulture, $"SET timestamp = {timestamp}.{status.Microseconds:D6}");
        if (status.Flags is { } flags)
        {
            Add("foreign_key_checks", (flags & NoForeignKeyChecks) == 0 ? 1 : 0);
            Add("unique_checks", (flags & RelaxedUniqueChecks) == 0 ? 1 : 0);
            Add("sql_auto_is_null", (flags & AutoIsNull) != 0 ? 1 : 0);
            Add("sql_if_exists", (flags & IfExists) != 0 ? 1 : 0);
        }

        if (status.SqlMode is { } mode)
        {
            Add("sql_mode", mode);
        }

        Add("auto_increment_increment", status.AutoIncrement?.Increment ?? 1);
        Add("auto_increment_offset", status.AutoIncrement?.Offset ?? 1);
        if (status.TimeZone is { } zone)
        {
            Add("time_zone", $"'{zone.Replace("'", "''", StringComparison.Ordinal)}'");
        }

        Add("lc_time_names", status.LocaleOfTimes ?? 0);
        if (status.DatabaseCollation is { } database)
        {
            Add("collation_database", database);
        }

        // Last, since the statement itself is read by it.
        if (status.Collations is { } collations)
        {
            Add("collation_server", collations.Server);
            Add("collation_connection", collations.Connection);
            Add("character_set_client", collations.Client);
        }

        return set.ToString();

        void Add(string name, object value) => set.Append(CultureInfo.InvariantCulture, $", {name} = {value}");
    }
}
