namespace Mesh.Catalog.Notices;

/// <summary>How far the telling of a target is.</summary>
public enum DeliveryState
{
    /// <summary>It is not due yet, or nobody is known to have it.</summary>
    Waiting,

    /// <summary>The target has said that it has it.</summary>
    Sent,

    /// <summary>The target will not have it, however often it is sent.</summary>
    Refused,

    /// <summary>It is not told any more: somebody has seen to it before, or the target is gone.</summary>
    Dropped,
}
