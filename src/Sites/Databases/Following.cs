using System.Globalization;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Domain.Systems;
using Mesh.Sites.Databases.Receipts;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Lost;

namespace Mesh.Sites.Databases;

/// <summary>
/// Makes a server a replica of another site's by GTID (MariaDB documentation, "Setting Up Replication" and
/// "CHANGE MASTER TO").
/// </summary>
internal sealed class Following(SiteServer server)
{
    private const int SyntaxError = 1064;
    private const int FatalLogError = 1236;
    private const int AccessDenied = 1045;

    // Beyond are those of a connection that could not be made.
    private const int LastServerError = 1999;

    public async Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        var peer = server.Peer(order.Primary);
        await using var session = await server.OpenAsync(cancellationToken);
        var replica = await ReplicaStatus.ReadAsync(session, cancellationToken);
        if (Follows(replica, peer) && server.Memory.Now is { Role: ServerRole.Replica } now
            && now.PrimarySite == order.Primary)
        {
            var (earlier, _) = await new Rejoining(server).DoAsync(order, session, [], cancellationToken);
            return SiteAnswer.Done(order, $"follows site '{order.Primary}' already") with { Receipt = earlier };
        }

        await RefuseWritersAsync(session, cancellationToken);
        var (receipt, refusal) = await RejoinAsync(order, session, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var target = await RefuseDivergedAsync(session, order.Primary, cancellationToken);
        server.File.Write(ServerRole.Replica);
        server.Memory.Set(server.Memory.Now with
        {
            Role = ServerRole.Replica, PrimarySite = order.Primary, ReadBack = false, Seen = null,
            AcknowledgementsRefused = false, Armed = false, Before = ServerRole.Unassigned, Rebuild = "",
        });
        await session.ExecuteAsync("SET GLOBAL read_only = 1", "closing it to writes", cancellationToken);
        await SiteServer.LetWriteAsync(session, "letting its replication write", cancellationToken);
        if (replica is not null)
        {
            await EndAsync(session, cancellationToken);
        }

        if (server.IsSemiSynchronous)
        {
            await session.ExecuteAsync("SET GLOBAL rpl_semi_sync_master_enabled = 0, "
                + "rpl_semi_sync_slave_enabled = 1",
                "setting acknowledgements up", cancellationToken);
        }

        await BeginAsync(session, peer, cancellationToken);
        return await VerifyAsync(order, session, target, cancellationToken) with { Receipt = receipt };
    }

    /// <summary>
    /// Has a replica that was restarted go on: production may wait for it. What its replication has ended
    /// with for a reason is left to who reads that.
    /// </summary>
    public async Task GoOnAsync(
        MariaDbSession session, ReplicaStatus replica, CancellationToken cancellationToken)
    {
        if (!replica.IsIdle || replica.ApplyError != 0 || replica.ReceiveError is > 0 and <= LastServerError)
        {
            return;
        }

        await EndAsync(session, cancellationToken);
        await BeginAsync(session, server.Peer(server.Memory.Now.PrimarySite), cancellationToken);
    }

    private async Task EndAsync(MariaDbSession session, CancellationToken cancellationToken)
    {
        await RelayLog.ApplyRestAsync(server, session, cancellationToken);
        await session.ExecuteAsync("STOP SLAVE", "stopping the old replication", cancellationToken);
    }

    // What has begun to be rebuilt has lost what it had: it is gone on with, whoever asks.
    private async Task<(RejoinReceipt? Receipt, SiteAnswer? Refusal)> RejoinAsync(
        SiteOrder order, MariaDbSession session, CancellationToken cancellationToken)
    {
        var begun = server.Memory.Now.Rebuild;
        if (begun.Length == 0)
        {
            var lost = await CompareAsync(session, order.Primary, cancellationToken);
            var (receipt, refusal) = await new Rejoining(server).DoAsync(
                order, session, lost, cancellationToken);
            if (refusal is null || receipt is null || order.Rebuild.Length == 0
                || refusal.Code != SiteAnswer.RebuildNeeded || receipt.ManifestSha256 != order.Rebuild)
            {
                return (receipt, refusal);
            }

            begun = receipt.Folder;
        }

        await new Rebuilding(server).DoAsync(order.Primary, begun, session, cancellationToken);
        return (Rejoining.Summary(ReceiptFolder.Open(begun), takenBack: false), null);
    }

    private static bool Follows(ReplicaStatus? replica, DatabaseConnection peer) =>
        replica is { Receives: true, Applies: true, UsesGtid: true }
        && replica.Host == peer.Host && replica.Port == peer.Port && replica.User == peer.User;

    private async Task RefuseWritersAsync(MariaDbSession session, CancellationToken cancellationToken)
    {
        if (server.Memory.Now.Role == ServerRole.Primary)
        {
            throw new SitePartException("is-primary", server.Location,
                "it is production here and may have acknowledged writes", "fence it first");
        }

        var row = (await session.QueryAsync(
            "SELECT @@global.log_bin, @@global.log_slave_updates, @@global.gtid_strict_mode",
            "reading the settings", cancellationToken))[0];
        if (row.Any(value => value is not ("1" or "ON")))
        {
            throw new SitePartException("not-promotable", server.Location,
                "its binary log, log_slave_updates or gtid_strict_mode is off",
                "set log_bin, log_slave_updates=1 and gtid_strict_mode=1, and restart it");
        }
    }

    /// <returns>Where the primary was.</returns>
    private async Task<GtidSet> RefuseDivergedAsync(
        MariaDbSession session, string site, CancellationToken cancellationToken)
    {
        if (await CompareAsync(session, site, cancellationToken) is [_, ..] beyond)
        {
            throw Diverged(string.Join(", ", beyond), site);
        }

        await using var primary = await server.OpenPeerAsync(site, cancellationToken);
        return await FactsReader.PositionAsync(primary, "gtid_current_pos", cancellationToken);
    }

    private async Task<IReadOnlyList<LostRange>> CompareAsync(
        MariaDbSession session, string site, CancellationToken cancellationToken)
    {
        await using var primary = await server.OpenPeerAsync(site, cancellationToken);
        var theirs = await FactsReader.PositionAsync(primary, "gtid_binlog_state", cancellationToken);
        var began = await FactsReader.PositionAsync(primary, "gtid_slave_pos", cancellationToken);
        var ours = await FactsReader.PositionAsync(session, "gtid_binlog_state", cancellationToken);
        return ours.Beyond(theirs, began);
    }

    private SitePartException Diverged(string which, string site) => new(
        "diverged", server.Location, $"it holds transactions that site '{site}' lacks: {which}",
        "save what is wanted of them, then restore this server from a backup of the primary");

    private async Task BeginAsync(
        MariaDbSession session, DatabaseConnection peer, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("SET GLOBAL gtid_slave_pos = @@global.gtid_current_pos",
            "setting where it goes on", cancellationToken);
        await RelayLog.RaisePositionAsync(session, cancellationToken);
        var tls = peer.Tls switch
        {
            DatabaseTls.Off => "MASTER_SSL = 0",
            DatabaseTls.Unverified => "MASTER_SSL = 1, MASTER_SSL_VERIFY_SERVER_CERT = 0",
            _ => "MASTER_SSL = 1, MASTER_SSL_VERIFY_SERVER_CERT = 1",
        };
        var statement = new StringBuilder("CHANGE MASTER TO ")
            .Append(CultureInfo.InvariantCulture, $"MASTER_HOST = {SqlText.Literal(peer.Host)}, ")
            .Append(CultureInfo.InvariantCulture, $"MASTER_PORT = {peer.Port}, ")
            .Append(CultureInfo.InvariantCulture, $"MASTER_USER = {SqlText.Literal(peer.User)}, ")
            .Append(CultureInfo.InvariantCulture, $"{tls}, MASTER_SSL_CA = ")
            .Append(CultureInfo.InvariantCulture, $"{SqlText.Literal(peer.CaFile ?? "")}, ")
            .Append("MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1, MASTER_HEARTBEAT_PERIOD = 1, ")
            .Append("MASTER_PASSWORD = ")
            .Append(SqlText.Literal(await server.SecretAsync(peer.Password, cancellationToken)));
        try
        {
            await session.ExecuteAsync(statement.ToString(), "naming the primary", cancellationToken);
        }
        catch (MeshException error) when (MariaDbErrors.NumberOf(error) == SyntaxError)
        {
            // The server repeats the statement from where it is wrong on, the password included.
            throw new SitePartException("mariadb-failed", server.Location,
                "it does not understand CHANGE MASTER TO", "it has to be MariaDB 10.11 or newer");
        }

        await session.ExecuteAsync("START SLAVE", "starting the replication", cancellationToken);
    }

    private async Task<SiteAnswer> VerifyAsync(
        SiteOrder order, MariaDbSession session, GtidSet target, CancellationToken cancellationToken)
    {
        var began = server.Time.GetTimestamp();
        string? first = null;
        while (true)
        {
            var now = await ReplicaStatus.ReadAsync(session, cancellationToken)
                ?? throw new SitePartException("follow-failed", server.Location,
                    "somebody has reset its replication meanwhile", "ask again", retryable: true);
            RefuseErrors(now, order.Primary);
            first ??= now.Received;

            // The refusal of a position comes after the connection: only what arrives shows that it is good.
            if (now is { Receives: true, Applies: true }
                && (now.Received != first || GtidSet.Parse(now.Received).Covers(target)))
            {
                await server.SightPrimaryAsync(session, now, cancellationToken);
                return SiteAnswer.Done(order, $"follows site '{order.Primary}' from {first}");
            }

            if (server.IsOver(began, server.Options.AnswerLimit))
            {
                throw new SitePartException("primary-unreachable", server.Location,
                    $"it does not receive from site '{order.Primary}' yet: {now.ReceiveErrorText}",
                    "it goes on trying; see to the way between the sites", retryable: true);
            }

            await server.PauseAsync(cancellationToken);
        }
    }

    private void RefuseErrors(ReplicaStatus now, string site)
    {
        if (now is { ApplyError: not 0, Applies: false })
        {
            throw RelayLog.ApplyFailed(server, now);
        }

        if (now.Receives || now.ReceiveError is not (FatalLogError or AccessDenied))
        {
            return;
        }

        var text = now.ReceiveErrorText;
        throw now.ReceiveError == AccessDenied
            ? new SitePartException("access-denied", server.Location,
                $"site '{site}' refuses the replicating account", "check its name, host part and password")
            : text.Contains("not in the master's binlog", StringComparison.Ordinal) ? Diverged(text, site)
            : new SitePartException("log-purged", server.Location,
                $"site '{site}' cannot send what is missing here: {text}",
                "restore this server from a backup of the primary, then follow");
    }
}
