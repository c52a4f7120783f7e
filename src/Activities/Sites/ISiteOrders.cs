namespace Mesh.Activities.Sites;

/// <summary>
/// The queues that <see cref="SendSiteOrderActivity"/> fills, from their other end. A message is delivered
/// until it is deleted, at least once. A receipt that was spent, or never given, renews and deletes nothing.
/// </summary>
public interface ISiteOrders
{
    /// <summary>
    /// Leases one message, waiting for it; null when none came in time. What was leased for somebody who has
    /// cancelled meanwhile is put back.
    /// </summary>
    Task<QueuedOrder?> LeaseAsync(
        string queue, TimeSpan lease, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>
    /// Lengthens a lease from now on; gives the receipt that counts from then on, and null when the lease is
    /// lost.
    /// </summary>
    Task<string?> RenewAsync(
        string queue, string receipt, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Deletes a message; false when its lease is lost.</summary>
    Task<bool> DeleteAsync(string queue, string receipt, CancellationToken cancellationToken);
}
