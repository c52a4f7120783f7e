using Mesh.Domain.Sites;

namespace Mesh.Sites;

/// <summary>
/// A site's copy of one component, in the hands of the site's agent. The agent has checked the order's epoch;
/// calls come one at a time, except for <see cref="ServesAsync"/> and a fence, which may come beside any.
/// </summary>
public interface ISitePart
{
    /// <summary>The component's name.</summary>
    string Component { get; }

    /// <summary>
    /// Whether something here takes writes, so that it must be fenced when the site loses its lease.
    /// </summary>
    bool Writes { get; }

    /// <summary>
    /// Does what the order asks, or finds it done. Never throws for what the component does or lacks: that is
    /// an answer. A verb that means nothing to it is answered with the code <c>verb-unknown</c>.
    /// </summary>
    Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken);

    /// <summary>
    /// Makes sure that nothing here takes writes, now and after a restart, and reads that back. Asked for by
    /// an order or by the agent itself; may be repeated.
    /// </summary>
    /// <exception cref="Mesh.Domain.Errors.MeshException">It could not be made sure.</exception>
    Task<FenceEvidence> FenceAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Whether it is production's part and takes work: what load balancers ask, at least once a second.
    /// </summary>
    Task<bool> ServesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What the part sees to by itself, beside orders: called about once a second by its agent, which must be
    /// allowed to write while the part <see cref="Writes"/>.
    /// </summary>
    /// <exception cref="Mesh.Domain.Errors.MeshException">It could not; the next call may.</exception>
    Task TendAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
