namespace Mesh.Sites.Epochs;

/// <summary>
/// What a site's agent has told the voters before it took its first lease of an epoch. Whoever waits for
/// that lease to end reads here how long it may last, and whether its end stops the writes.
/// </summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Site">The site that holds it.</param>
/// <param name="Length">The longest that a lease lasts from the beginning of the read that gave it.</param>
/// <param name="Watchdog">
/// Whether a process of its own stops the writes at the end of the lease, whatever becomes of the agent.
/// </param>
public sealed record LeaseRecord(long Epoch, string Site, TimeSpan Length, bool Watchdog)
{
    /// <summary>Whether who relies on this record may rely on an agent that keeps to the other.</summary>
    public bool Covers(LeaseRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Site == other.Site && Length >= other.Length && (other.Watchdog || !Watchdog);
    }
}
