using Mesh.Domain.Standbys;
using System.Globalization;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Databases;

/// <summary>
/// What a server does about acknowledgements (MariaDB documentation, "Semisynchronous Replication").
/// </summary>
internal sealed record SemiSync
{
    // More would not fit into the server's arithmetic in nanoseconds.
    private const long TenYears = 315_360_000_000;
    private const string Doing = "setting acknowledgements up";
    private const long OneYear = 31_536_000_000;

    // A standby that comes back connects long before it has received what it missed.
    private static readonly TimeSpan Unarmed = TimeSpan.FromMilliseconds(500);

    private const string Variables = """
        SELECT @@global.rpl_semi_sync_master_enabled, @@global.rpl_semi_sync_master_wait_point,
          @@global.rpl_semi_sync_master_timeout, @@global.rpl_semi_sync_master_wait_no_slave,
          @@global.sync_binlog, @@global.innodb_flush_log_at_trx_commit, @@global.read_only,
          @@global.sync_relay_log
        """;

    private const string States = """
        SHOW GLOBAL STATUS WHERE Variable_name IN ('Rpl_semi_sync_master_status',
          'Rpl_semi_sync_master_clients', 'Rpl_semi_sync_slave_status')
        """;

    /// <summary>Whether the server takes writes of common accounts.</summary>
    public required bool TakesWrites { get; init; }

    /// <summary>Whether every commit waits for an acknowledgement, come what may, and is durable.</summary>
    public required bool LosesNothing { get; init; }

    /// <summary>Whether the standbys have caught up, so that commits do wait for them.</summary>
    public required bool InStep { get; init; }

    /// <summary>Whether commits wait for acknowledgements.</summary>
    public required bool Waits { get; init; }

    /// <summary>Whether they would wait even while no standby is connected.</summary>
    public required bool WaitsAlone { get; init; }

    /// <summary>How many acknowledging replicas are connected to it.</summary>
    public required int Standbys { get; init; }

    /// <summary>Whether it acknowledges to a primary.</summary>
    public required bool Acknowledges { get; init; }

    /// <summary>Whether what it receives is durable before it is acknowledged.</summary>
    public required bool KeepsReceived { get; init; }

    /// <summary>Reads them; any account may.</summary>
    public static async Task<SemiSync> ReadAsync(MariaDbSession session, CancellationToken cancellationToken)
    {
        const string doing = "reading how commits are acknowledged";
        var row = (await session.QueryAsync(Variables, doing, cancellationToken))[0];
        var states = (await session.QueryAsync(States, doing, cancellationToken))
            .ToDictionary(each => each[0]!, each => each[1] ?? "", StringComparer.OrdinalIgnoreCase);
        return new SemiSync
        {
            TakesWrites = !IsOn(row[6]),
            InStep = states.GetValueOrDefault("Rpl_semi_sync_master_status") == "ON",
            Waits = IsOn(row[0]),
            WaitsAlone = IsOn(row[3]),
            LosesNothing = IsOn(row[0])
                && row[1] == "AFTER_SYNC"
                && decimal.Parse(row[2]!, CultureInfo.InvariantCulture) >= OneYear
                && IsOn(row[3])
                && row[4] == "1"
                && row[5] == "1"
                && states.GetValueOrDefault("Rpl_semi_sync_master_status") == "ON",
            Standbys = int.Parse(
                states.GetValueOrDefault("Rpl_semi_sync_master_clients", "0"), CultureInfo.InvariantCulture),
            KeepsReceived = row[7] == "1",
            Acknowledges = states.GetValueOrDefault("Rpl_semi_sync_slave_status") == "ON",
        };
    }

    /// <summary>A primary's settings as declared.</summary>
    /// <param name="options">The declaration.</param>
    /// <param name="armed">Whether it waits as declared, even while no standby is connected. A server that has
    /// just been promoted has none and must not wait for one, nor until one has received what it missed; from
    /// the first standby on that is in step it does.</param>
    public static IEnumerable<(string Name, string Value)> Settings(MariaDbPartOptions options, bool armed)
    {
        yield return ("rpl_semi_sync_master_wait_point", "AFTER_SYNC");
        yield return (
            "rpl_semi_sync_master_timeout", Timeout(options, armed).ToString(CultureInfo.InvariantCulture));
        yield return ("rpl_semi_sync_master_wait_no_slave", armed ? "1" : "0");
        yield return ("sync_binlog", "1");
        yield return ("innodb_flush_log_at_trx_commit", "1");
    }

    /// <summary>For how many milliseconds a commit waits for an acknowledgement.</summary>
    private static long Timeout(MariaDbPartOptions options, bool armed)
    {
        var declared = options.OnStandbyLoss == StandbyLoss.Block
            ? TenYears
            : (long)options.DegradeAfter.TotalMilliseconds;
        return armed ? declared : Math.Min(declared, (long)Unarmed.TotalMilliseconds);
    }

    /// <summary>Sets a primary up as declared, at once.</summary>
    public static async Task ApplyAsync(
        MariaDbSession session, MariaDbPartOptions options, bool armed, CancellationToken cancellationToken)
    {
        await SetAsync(session, options, armed, cancellationToken);
        await session.ExecuteAsync(
            "SET GLOBAL rpl_semi_sync_slave_enabled = 0, rpl_semi_sync_master_enabled = 1", Doing,
            cancellationToken);
    }

    /// <summary>Sets for how long a primary's commits wait.</summary>
    public static async Task SetAsync(
        MariaDbSession session, MariaDbPartOptions options, bool armed, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in Settings(options, armed))
        {
            var literal = value == "AFTER_SYNC" ? "'AFTER_SYNC'" : value;
            await session.ExecuteAsync($"SET GLOBAL {name} = {literal}", Doing, cancellationToken);
        }
    }

    private static bool IsOn(string? value) => value is "1" or "ON";
}
