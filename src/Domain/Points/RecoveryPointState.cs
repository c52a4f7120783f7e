namespace Mesh.Domain.Points;

/// <summary>Where a recovery point is in its life. Only verified and proven points count.</summary>
public enum RecoveryPointState
{
    /// <summary>The source was read; nothing is durable yet.</summary>
    Taken,

    /// <summary>Durable in the vault, not yet read back.</summary>
    Stored,

    /// <summary>Read back from the vault and found whole.</summary>
    Verified,

    /// <summary>Restored and checked.</summary>
    Proven,

    /// <summary>Removed by retention.</summary>
    Expired,

    /// <summary>Never became durable, or was found damaged.</summary>
    Failed,
}
