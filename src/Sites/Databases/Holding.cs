using Mesh.Domain.Sites;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Databases;

/// <summary>Cuts a replica off from its primary for good, and says what that shows.</summary>
internal sealed class Holding(SiteServer server)
{
    public async Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        var memory = server.Memory;
        if (!IsFencedReplica && memory.Now.Role is not (ServerRole.Replica or ServerRole.Held))
        {
            throw new SitePartException("not-a-replica", server.Location,
                $"it is {memory.Now.Role} and follows no primary", "tell it to follow one first");
        }

        var site = memory.Now.PrimarySite;
        if (order.Primary.Length > 0 && order.Primary != site)
        {
            throw new SitePartException("follows-another", server.Location,
                $"it follows site '{site}' and not '{order.Primary}'", "name that site");
        }

        await using var session = await server.OpenAsync(cancellationToken);
        if (IsFencedReplica)
        {
            await ResumeAsync(order, session, site, cancellationToken);
        }

        var replica = await RelayLog.RequireReplicaAsync(server, session, cancellationToken);
        await server.SightPrimaryAsync(session, replica, cancellationToken);
        memory.Set(memory.Now with
        {
            Role = ServerRole.Held,
            AcknowledgementsRefused = memory.Now.AcknowledgementsRefused
                || (memory.Now.Seen is { LosesNothing: true } seen && seen.Site == site),
        });

        // The applying thread is never stopped here: see RelayLog.
        await session.ExecuteAsync(
            "STOP SLAVE IO_THREAD", "stopping to receive", cancellationToken);
        if ((await RelayLog.RequireReplicaAsync(server, session, cancellationToken)).Receives)
        {
            throw new SitePartException("hold-failed", server.Location,
                "it still receives from its primary", "ask again", retryable: true);
        }

        if (!memory.Now.AcknowledgementsRefused)
        {
            return SiteAnswer.Failed(order, SiteAnswer.NoEvidence,
                $"it receives nothing more, but site '{site}' was not seen to wait for it without a time-out",
                "fence the primary by other means before promoting this one", retryable: false);
        }

        var told = $"it receives and acknowledges nothing more, and site '{site}', seen at "
            + $"{memory.Now.Seen!.At:O}, acknowledges no commit without it";
        return SiteAnswer.Done(order, told) with
        {
            Evidence = new FenceEvidence(
                EvidenceKind.AcknowledgementsRefused, told, server.Time.GetUtcNow()),
        };
    }

    private bool IsFencedReplica => server.Memory.Now is
        { Role: ServerRole.Fenced, Before: ServerRole.Replica or ServerRole.Held };

    // Since it was fenced, its primary may have been promoted again and have gone on without it: then it
    // is not what clients were told. Only the primary itself can show that it has not; where that is lost,
    // somebody can take it upon them.
    private async Task ResumeAsync(
        SiteOrder order, MariaDbSession session, string site, CancellationToken cancellationToken)
    {
        var primary = await server.TryReadPeerAsync(site, cancellationToken);
        if (primary is null && order.Evidence?.Kind != EvidenceKind.Overridden)
        {
            throw new SitePartException("not-held", server.Location,
                $"it was fenced while it followed site '{site}', which cannot be asked whether it has gone on since",
                $"start the server of site '{site}', fenced, and ask again; where that is lost, somebody has to "
                    + "answer for it ('override')",
                retryable: true);
        }

        if (primary is { TakesWrites: true })
        {
            throw new SitePartException("not-held", server.Location,
                $"it was fenced while it followed site '{site}', which takes writes since",
                $"fence site '{site}' first, or have this server follow it", retryable: true);
        }

        // A fence that comes meanwhile finds it open, and restarts it.
        server.Memory.Set(server.Memory.Now with { ReadBack = false });
        await SiteServer.LetWriteAsync(session, "letting its replication write", cancellationToken);
        await RelayLog.ApplyRestAsync(server, session, cancellationToken);
        if (primary is not null)
        {
            await RefuseBehindAsync(session, site, cancellationToken);
        }

        server.File.Write(ServerRole.Replica);
        server.Memory.Set(server.Memory.Now with
        {
            Role = ServerRole.Held, ReadBack = false, Seen = null, AcknowledgementsRefused = false,
            Armed = false, Before = ServerRole.Unassigned,
        });
    }

    private async Task RefuseBehindAsync(
        MariaDbSession session, string site, CancellationToken cancellationToken)
    {
        await using var theirs = await server.OpenPeerAsync(site, cancellationToken);
        var had = await FactsReader.PositionAsync(theirs, "gtid_binlog_pos", cancellationToken);
        var holds = await FactsReader.PositionAsync(session, "gtid_slave_pos", cancellationToken);
        if (!holds.Covers(had))
        {
            await session.ExecuteAsync("SET GLOBAL tx_read_only = 1", "closing it again", cancellationToken);
            throw new SitePartException("behind", server.Location,
                $"it was fenced while it followed site '{site}', and lacks transactions that site has since",
                $"make site '{site}' production again: mesh protect");
        }
    }
}
