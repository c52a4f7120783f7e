using Mesh.Domain.Sites;
using Mesh.Sites.Databases.Receipts;

namespace Mesh.Sites.Databases;

/// <summary>
/// Starts a standby that is filled from the vault: <c>read_only</c> from its start on, so that only who fills
/// it writes, which takes an account with READ_ONLY ADMIN. It stays so until it is promoted. What was
/// production is filled only after what it alone has was written down, and with somebody's consent.
/// </summary>
internal sealed class Filling(SiteServer server, Fencing fencing)
{
    public async Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        RejoinReceipt? receipt = null;
        if (MayReclaim(order))
        {
            await using var fenced = await fencing.StartAsync(cancellationToken);
            receipt = await new Reclaiming(server).WriteAsync(order, fenced, cancellationToken);
            if (Reclaiming.HoldsMore(receipt) && order.Confirmed != receipt.ManifestSha256)
            {
                return Reclaiming.Ask(order, receipt);
            }
        }
        else
        {
            RefuseOthers();
            receipt = server.Memory.Now is { Role: ServerRole.Filling, Receipt: { Length: > 0 } folder }
                ? Rejoining.Summary(ReceiptFolder.Open(folder), takenBack: false)
                : null;
        }

        // The file first: a server that starts must never be open, not even for a moment.
        server.File.Write(ServerRole.Filling);
        server.Memory.Set(new RoleRecord
        {
            Role = ServerRole.Filling, Receipt = receipt?.Folder ?? "",
        });
        await using var session = await fencing.StartAsync(cancellationToken);
        if (await ReplicaStatus.ReadAsync(session, cancellationToken) is not null)
        {
            throw Refusal("it is set up as a replica", "RESET SLAVE ALL there, if its data may be replaced");
        }

        // It may have run before with what its own configuration says.
        await session.ExecuteAsync(
            "SET GLOBAL read_only = 1", "closing it to clients", cancellationToken);
        await session.ExecuteAsync(
            "SET GLOBAL tx_read_only = 0", "opening it to who fills it", cancellationToken);
        return SiteAnswer.Done(order, "answers, closed to clients") with { Receipt = receipt };
    }

    // One that was fenced as production, where it is known what others have of it.
    private bool MayReclaim(SiteOrder order) =>
        order.Held.Length > 0
        && server.Memory.Now is { Role: ServerRole.Fenced, Before: ServerRole.Primary, ReadBack: true };

    // What was production may hold writes that nobody else has; what follows loses its place.
    private void RefuseOthers()
    {
        var memory = server.Memory.Now;
        if (memory is { Role: ServerRole.Primary } or { Role: ServerRole.Fenced, Before: ServerRole.Primary })
        {
            throw Refusal(
                "it is production, or was when it was fenced",
                "'mesh protect' writes down what only it holds and makes it the standby");
        }

        if (memory.Role is ServerRole.Replica or ServerRole.Held)
        {
            throw Refusal(
                "it is a replica",
                "RESET SLAVE ALL there, and remove the role file's '.state', if its data may be replaced");
        }
    }

    private SitePartException Refusal(string cause, string hint) =>
        new("not-to-fill", server.Location, cause, hint);
}
