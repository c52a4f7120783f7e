using System.Globalization;
using Mesh.Domain.Sites;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Databases;

/// <summary>
/// What a replica has received and may not have applied. A replica by GTID throws it away whenever it is
/// started with both of its threads stopped, as they are after a restart, and asks its primary again; where
/// the primary is dead, acknowledged transactions would be lost. So it is applied first, as a replica by file
/// and position, which keeps it.
/// </summary>
internal static class RelayLog
{
    /// <summary>Makes the applying thread run.</summary>
    public static async Task EnsureAppliesAsync(
        SiteServer server, MariaDbSession session, CancellationToken cancellationToken)
    {
        var now = await RequireReplicaAsync(server, session, cancellationToken);
        if (now.Applies)
        {
            return;
        }

        const string doing = "starting to apply what was received";
        if (!now.Receives && now.RelayFile.Length > 0)
        {
            await session.ExecuteAsync("STOP SLAVE", doing, cancellationToken);
            await RaisePositionAsync(session, cancellationToken);
            var change = await RelayPlace.FindAsync(session, now, cancellationToken) is var (file, offset)
                ? string.Create(CultureInfo.InvariantCulture, $"MASTER_USE_GTID = no, RELAY_LOG_POS = {offset}, ")
                    + $"RELAY_LOG_FILE = {SqlText.Literal(file)}"
                : "MASTER_USE_GTID = slave_pos";
            await session.ExecuteAsync($"CHANGE MASTER TO {change}", doing, cancellationToken);
        }

        await session.ExecuteAsync("START SLAVE SQL_THREAD", doing, cancellationToken);
    }

    /// <summary>
    /// Enters as applied what the replica's own binary log has of its primary. What is no transaction, such
    /// as a definition or a grant, is done and logged before the position is: a crash between them leaves it
    /// to be applied a second time. Neither thread may run.
    /// </summary>
    public static async Task RaisePositionAsync(MariaDbSession session, CancellationToken cancellationToken)
    {
        var applied = await FactsReader.PositionAsync(session, "gtid_slave_pos", cancellationToken);
        var logged = await FactsReader.PositionAsync(session, "gtid_binlog_pos", cancellationToken);
        var own = uint.Parse(
            await session.ScalarAsync("SELECT @@global.server_id", "reading its id", cancellationToken) ?? "",
            CultureInfo.InvariantCulture);
        if (applied.RaisedTo(logged, own) is { } raised)
        {
            await session.ExecuteAsync(
                $"SET GLOBAL gtid_slave_pos = {SqlText.Literal(raised)}", "setting what it has applied",
                cancellationToken);
        }
    }

    /// <summary>Applies all that was received, if a restart has left any.</summary>
    /// <exception cref="SitePartException"><c>catching-up</c>, <c>apply-failed</c></exception>
    public static async Task ApplyRestAsync(
        SiteServer server, MariaDbSession session, CancellationToken cancellationToken)
    {
        var now = await RequireReplicaAsync(server, session, cancellationToken);
        if (now.Receives || now.RelayFile.Length == 0)
        {
            return;
        }

        await EnsureAppliesAsync(server, session, cancellationToken);
        await AwaitAppliedAsync(server, session, "", cancellationToken);
    }

    /// <summary>Waits until all that was received when it was called is applied, and what is wanted
    /// besides.</summary>
    /// <returns>The GTID position that is applied.</returns>
    /// <exception cref="SitePartException"><c>catching-up</c>, <c>apply-failed</c></exception>
    public static async Task<string> AwaitAppliedAsync(
        SiteServer server, MariaDbSession session, string until, CancellationToken cancellationToken)
    {
        var began = server.Time.GetTimestamp();
        var wanted = GtidSet.Parse(until);
        GtidSet? target = null;
        while (true)
        {
            var now = await RequireReplicaAsync(server, session, cancellationToken);
            target ??= GtidSet.Parse(now.Received);
            var applied = await session.ScalarAsync(
                "SELECT @@global.gtid_slave_pos", "reading what is applied", cancellationToken) ?? "";
            var reached = GtidSet.Parse(applied);
            if (reached.Covers(target) && reached.Covers(wanted) && (now.HasAppliedAll || now.Receives))
            {
                return applied;
            }

            if (now is { Applies: false, ApplyError: not 0 })
            {
                throw ApplyFailed(server, now);
            }

            if (server.IsOver(began, server.Options.AnswerLimit))
            {
                throw new SitePartException("catching-up", server.Location,
                    $"it has applied {applied} of {(until.Length > 0 ? until : now.Received)}",
                    "ask again: it goes on",
                    retryable: true);
            }

            await server.PauseAsync(cancellationToken);
        }
    }

    /// <exception cref="SitePartException"><c>not-a-replica</c></exception>
    public static async Task<ReplicaStatus> RequireReplicaAsync(
        SiteServer server, MariaDbSession session, CancellationToken cancellationToken) =>
        await ReplicaStatus.ReadAsync(session, cancellationToken)
            ?? throw new SitePartException("not-a-replica", server.Location, "it follows no primary",
                "tell it to follow one first");

    public static SitePartException ApplyFailed(SiteServer server, ReplicaStatus now) => new(
        "apply-failed", server.Location,
        $"a transaction of its primary cannot be applied: {now.ApplyErrorText}",
        "see to what the error names, then ask again, or restore it from a backup of the primary");

    /// <summary>An order to catch up.</summary>
    public static async Task<SiteAnswer> CatchUpAsync(
        SiteServer server, SiteOrder order, CancellationToken cancellationToken)
    {
        await using var session = await server.OpenAsync(cancellationToken);
        await EnsureAppliesAsync(server, session, cancellationToken);
        if (order.Until.Length == 0)
        {
            var all = await AwaitAppliedAsync(server, session, "", cancellationToken);
            return SiteAnswer.Done(order, $"has applied all that it has received: {all}");
        }

        // The primary has been stopped there: nothing is to come, and what comes all the same is not wanted.
        var applied = await AwaitAppliedAsync(server, session, order.Until, cancellationToken);
        var held = await new Holding(server).DoAsync(order, cancellationToken);
        return held.IsHeld()
            ? SiteAnswer.Done(order, $"has applied {applied}, all that its primary had, and receives no more")
            : held;
    }
}
