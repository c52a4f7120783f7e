using Mesh.Domain.Sites;

namespace Mesh.Sites.Databases;

/// <summary>Cuts a replica off from its primary for good, and says what that shows.</summary>
internal sealed class Holding(SiteServer server)
{
    public async Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        var memory = server.Memory;
        if (memory.Now.Role is not (ServerRole.Replica or ServerRole.Held))
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
            return SiteAnswer.Failed(order, "no-evidence",
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
}
