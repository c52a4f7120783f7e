namespace Mesh.Sites.Epochs;

/// <summary>A lease of another site that has ended, since its longest possible length was waited.</summary>
/// <param name="Lease">The last lease of that site.</param>
/// <param name="Waited">How long was waited, by the waiter's monotonic clock.</param>
public sealed record LeaseEnd(LeaseRecord Lease, TimeSpan Waited)
{
    /// <summary>
    /// Whether that shows that nothing there writes any more: its watchdog has seen to it. Without one, the
    /// agent may be dead, and what it kept may write on.
    /// </summary>
    public bool IsEvidence => Lease.Watchdog;
}
