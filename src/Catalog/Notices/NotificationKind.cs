namespace Mesh.Catalog.Notices;

/// <summary>By which way a target is told.</summary>
public enum NotificationKind
{
    /// <summary>By mail.</summary>
    Mail,

    /// <summary>By a signed HTTP POST.</summary>
    Webhook,
}
