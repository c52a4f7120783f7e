namespace Mesh.Domain.Points;

/// <summary>What can happen to a recovery point.</summary>
public enum RecoveryPointEvent
{
    /// <summary>Its data and its snapshot became durable.</summary>
    Store,

    /// <summary>It was read back and found whole.</summary>
    Verify,

    /// <summary>It was restored and checked.</summary>
    Prove,

    /// <summary>What proved it does not hold any more; it counts as before.</summary>
    Doubt,

    /// <summary>It was found damaged or could not be finished.</summary>
    Fail,

    /// <summary>Retention removed it.</summary>
    Expire,
}
