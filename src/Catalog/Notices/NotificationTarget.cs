using Mesh.Domain.Alerts;
using Mesh.Domain.Secrets;

namespace Mesh.Catalog.Notices;

/// <summary>Who is told of alerts and incidents.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">By which way.</param>
/// <param name="Severity">The least severity that it is told of.</param>
/// <param name="After">
/// Null: it is told at once; else of what nobody has acknowledged, and what is not over, after so long.
/// </param>
public sealed record NotificationTarget(
    string Name, NotificationKind Kind, AlertSeverity Severity, TimeSpan? After)
{
    /// <summary>The mail server; empty for a webhook.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; }

    public MailProtection Tls { get; init; }

    /// <summary>The sender's address.</summary>
    public string From { get; init; } = "";

    /// <summary>The receivers' addresses.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>Who logs in at the mail server; null where it asks nobody.</summary>
    public string? User { get; init; }

    /// <summary>Where that user's password, or the secret that signs, is; null where there is none.</summary>
    public SecretReference? Secret { get; init; }

    /// <summary>Where a webhook posts to; null for mail.</summary>
    public Uri? Url { get; init; }
}
