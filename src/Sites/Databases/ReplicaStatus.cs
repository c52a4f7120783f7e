using System.Globalization;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Databases;

/// <summary>What a replica says of its replication (<c>SHOW SLAVE STATUS</c>).</summary>
internal sealed record ReplicaStatus
{
    private const string AllApplied = "Slave has read all relay log";

    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string User { get; init; }

    public required bool UsesGtid { get; init; }

    public required bool Receives { get; init; }

    /// <summary>Whether it does not even try to receive, as after a restart.</summary>
    public required bool IsIdle { get; init; }

    public required bool Applies { get; init; }

    /// <summary>Whether the applying thread runs and has nothing left to apply.</summary>
    public required bool HasAppliedAll { get; init; }

    /// <summary>The newest GTID of each domain that it has received; empty after a restart.</summary>
    public required string Received { get; init; }

    public required TimeSpan? Lag { get; init; }

    public required int ReceiveError { get; init; }

    public required string ReceiveErrorText { get; init; }

    public required int ApplyError { get; init; }

    public required string ApplyErrorText { get; init; }

    /// <summary>Where the applying thread goes on in what was received.</summary>
    public required string RelayFile { get; init; }

    public required long RelayPosition { get; init; }

    /// <summary>Null for a server that is no replica.</summary>
    public static async Task<ReplicaStatus?> ReadAsync(
        MariaDbSession session, CancellationToken cancellationToken)
    {
        var row = await session.NamedRowAsync(
            "SHOW SLAVE STATUS", "reading the replication's status", cancellationToken);
        if (row is null)
        {
            return null;
        }

        string Text(string name) => row.GetValueOrDefault(name) ?? "";
        int Number(string name) =>
            int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value
                : 0;
        var applies = Text("Slave_SQL_Running") == "Yes";
        return new ReplicaStatus
        {
            Host = Text("Master_Host"),
            Port = Number("Master_Port"),
            User = Text("Master_User"),
            UsesGtid = Text("Using_Gtid") == "Slave_Pos",
            Receives = Text("Slave_IO_Running") == "Yes",
            IsIdle = Text("Slave_IO_Running") == "No",
            Applies = applies,
            HasAppliedAll = applies
                && Text("Slave_SQL_Running_State").StartsWith(AllApplied, StringComparison.Ordinal),
            Received = Text("Gtid_IO_Pos"),
            Lag = row.GetValueOrDefault("Seconds_Behind_Master") is { } behind
                ? TimeSpan.FromSeconds(long.Parse(behind, CultureInfo.InvariantCulture))
                : null,
            ReceiveError = Number("Last_IO_Errno"),
            ReceiveErrorText = Text("Last_IO_Error"),
            ApplyError = Number("Last_SQL_Errno"),
            ApplyErrorText = Text("Last_SQL_Error"),
            RelayFile = Text("Relay_Log_File"),
            RelayPosition = long.TryParse(
                Text("Relay_Log_Pos"), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0,
        };
    }
}
