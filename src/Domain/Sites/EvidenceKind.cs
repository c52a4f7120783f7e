namespace Mesh.Domain.Sites;

/// <summary>
/// What is accepted as evidence that the old production can acknowledge no more writes. That traffic no
/// longer reaches it is none.
/// </summary>
public enum EvidenceKind
{
    /// <summary>Its own agent fenced it and has read that back.</summary>
    ReadBack,

    /// <summary>What it runs on has been switched off, and reports so.</summary>
    PoweredOff,

    /// <summary>
    /// Its lease has ended, by the waiter's clock and with a margin, under a live watchdog.
    /// </summary>
    LeaseEnded,

    /// <summary>
    /// Its only acknowledging standby refuses it, while it waits for acknowledgements without a time-out.
    /// </summary>
    AcknowledgementsRefused,

    /// <summary>An approver answers for it by name; no evidence of Mesh's own.</summary>
    Overridden,
}
