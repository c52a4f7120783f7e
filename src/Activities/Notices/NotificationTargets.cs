using Mesh.Activities.Secrets;
using Mesh.Catalog.Notices;
using Mesh.Sites.Notifications;

namespace Mesh.Activities.Notices;

/// <summary>
/// Who is told, as the file declares it at the moment; and the ways to them, which resolve their secrets for
/// each message.
/// </summary>
/// <param name="file">The file; where there is none, nobody is told.</param>
/// <param name="time">The clock.</param>
public sealed class NotificationTargets(string file, TimeProvider time)
{
    /// <summary>All that are declared.</summary>
    /// <exception cref="Domain.Errors.MeshException">The file cannot be used.</exception>
    public Task<IReadOnlyList<NotificationTarget>> ReadAsync(CancellationToken cancellationToken) =>
        NotificationFile.ReadFileAsync(file, cancellationToken);

    /// <summary>Sends a message to a target.</summary>
    /// <exception cref="Domain.Errors.MeshException">Nobody is known to have it.</exception>
    public async Task SendAsync(
        NotificationTarget target, Notification message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (target.Kind == NotificationKind.Mail)
        {
            await Mail(target).SendAsync(message, cancellationToken);
            return;
        }

        using var webhook = new WebhookSender(
            new WebhookTarget(target.Url!, stop => SecretResolver.ResolveAsync($"{target.Secret}", stop)),
            time);
        await webhook.SendAsync(message, cancellationToken);
    }

    private MailSender Mail(NotificationTarget target)
    {
        var tls = target.Tls switch
        {
            MailProtection.StartTls => MailTls.StartTls,
            MailProtection.Implicit => MailTls.Implicit,
            _ => MailTls.None,
        };
        return new MailSender(
            new MailTarget(target.Host, target.Port, tls, target.From, target.To)
            {
                User = target.User,
                Password = target.Secret is { } secret
                    ? stop => SecretResolver.ResolveAsync($"{secret}", stop)
                    : null,
            },
            time);
    }
}
