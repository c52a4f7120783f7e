namespace Mesh.Catalog.AlertSources;

/// <summary>In which form a source sends its alerts, and how it shows who it is.</summary>
public enum AlertSourceKind
{
    /// <summary>Prometheus Alertmanager's webhook, version 4, with the secret as a bearer token.</summary>
    Alertmanager,

    /// <summary>Our own form, signed with the secret.</summary>
    Webhook,
}
