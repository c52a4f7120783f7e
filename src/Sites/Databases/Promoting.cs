using Mesh.Domain.Sites;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Databases;

/// <summary>
/// Makes a server production's: from a replica that is cut off from its primary and has applied everything,
/// from a standby filled from the vault, from a fenced primary that nobody has taken the place of, or
/// from the primary that it is.
/// </summary>
internal sealed class Promoting(SiteServer server)
{
    public async Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        await using var session = await server.OpenAsync(cancellationToken);
        var replica = await ReplicaStatus.ReadAsync(session, cancellationToken);
        var isWritable = await IsWritableAsync(session, cancellationToken);
        if (isWritable && replica is null
            && server.Memory.Now.Role is ServerRole.Primary or ServerRole.Unassigned)
        {
            await TakeAsync(session, cancellationToken);
            return SiteAnswer.Done(order, "takes writes already");
        }

        await RefuseUnsafeAsync(session, replica, cancellationToken);
        if (replica is not null)
        {
            await session.ExecuteAsync("STOP SLAVE", "ending the replication", cancellationToken);
            await session.ExecuteAsync("RESET SLAVE ALL", "forgetting the primary", cancellationToken);
        }

        await TakeAsync(session, cancellationToken);
        return SiteAnswer.Done(order, server.IsSemiSynchronous
            ? "takes writes, and waits for acknowledgements as soon as a standby follows"
            : "takes writes");
    }

    /// <summary>Makes a primary wait for standbys from now on, once it has one that is in step.</summary>
    /// <param name="session">With the primary.</param>
    /// <param name="now">How it was after its newest commit: where that was not acknowledged in time, the
    /// standby is still receiving what it missed, and a commit would wait for all of that.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ArmAsync(MariaDbSession session, SemiSync now, CancellationToken cancellationToken)
    {
        if (!server.IsSemiSynchronous || server.Memory.Now.Armed || !now.InStep || now.Standbys == 0
            || await IsCatchingUpAsync(cancellationToken))
        {
            return;
        }

        server.File.Write(ServerRole.Primary, armed: true);
        await SemiSync.SetAsync(session, server.Options, armed: true, cancellationToken);
        var after = await SemiSync.ReadAsync(session, cancellationToken);
        server.Memory.Set(server.Memory.Now with { Armed = after is { LosesNothing: true, Standbys: > 0 } });
    }

    // A standby makes what it acknowledges durable when it has seen that it is in step.
    private async Task<bool> IsCatchingUpAsync(CancellationToken cancellationToken)
    {
        foreach (var site in server.Options.Peers.Keys)
        {
            if (await server.TryReadPeerAsync(site, cancellationToken)
                is { Acknowledges: true, KeepsReceived: false })
            {
                return true;
            }
        }

        return false;
    }

    private async Task TakeAsync(MariaDbSession session, CancellationToken cancellationToken)
    {
        // One that waits for its standby goes on so. The agent must fence what may take writes, so it has to
        // know before the first can.
        var armed = server.Memory.Now is { Role: ServerRole.Primary, Armed: true };
        server.Memory.Set(new RoleRecord { Role = ServerRole.Primary, Armed = armed });
        server.File.Write(ServerRole.Primary, armed);
        if (server.IsSemiSynchronous)
        {
            await SemiSync.ApplyAsync(session, server.Options, armed, cancellationToken);
        }

        await SiteServer.LetWriteAsync(session, "opening it to writes", cancellationToken);
        await session.ExecuteAsync("SET GLOBAL read_only = 0", "opening it to writes", cancellationToken);
        if (!await IsWritableAsync(session, cancellationToken)
            || await ReplicaStatus.ReadAsync(session, cancellationToken) is not null)
        {
            throw new SitePartException("promote-failed", server.Location,
                "somebody has closed it to writes again, or made it a replica", "look who else changes it");
        }
    }

    private async Task RefuseUnsafeAsync(
        MariaDbSession session, ReplicaStatus? replica, CancellationToken cancellationToken)
    {
        var memory = server.Memory.Now;
        if (memory is { Role: ServerRole.Fenced, Before: ServerRole.Primary, Armed: true })
        {
            throw new SitePartException("not-held", server.Location,
                "it was fenced while its commits waited for its standby, and may lack what that has acknowledged",
                "move production to its standby, which has all of it: mesh failover");
        }

        if (memory is not ({ Role: ServerRole.Held or ServerRole.Primary or ServerRole.Filling }
            or { Role: ServerRole.Fenced, Before: ServerRole.Primary, Armed: false }))
        {
            throw new SitePartException("not-held", server.Location,
                $"it is {memory.Role}: nothing shows that its primary's writes have ended or have arrived",
                "tell it to hold and to catch up first");
        }

        if (replica is { Receives: true })
        {
            throw new SitePartException("not-held", server.Location,
                "it still receives from its primary", "tell it to hold first");
        }

        if (replica is { HasAppliedAll: false } || (replica is not null
            && !(await FactsReader.PositionAsync(session, "gtid_slave_pos", cancellationToken))
                .Covers(GtidSet.Parse(replica.Received))))
        {
            throw new SitePartException("behind", server.Location,
                "it has not applied all that it has received", "tell it to catch up first", retryable: true);
        }

        foreach (var site in memory.AcknowledgementsRefused ? [] : server.Options.Peers.Keys)
        {
            if (await server.TryReadPeerAsync(site, cancellationToken) is { TakesWrites: true })
            {
                throw new SitePartException("primary-alive", server.Location,
                    $"the server of site '{site}' takes writes", "fence it first");
            }
        }
    }

    private static async Task<bool> IsWritableAsync(
        MariaDbSession session, CancellationToken cancellationToken) =>
        await session.ScalarAsync("SELECT @@global.read_only OR @@global.tx_read_only",
            "reading whether it takes writes", cancellationToken) == "0";
}
