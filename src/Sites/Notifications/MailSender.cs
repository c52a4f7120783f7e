using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Mesh.Domain.Errors;
using MimeKit;

namespace Mesh.Sites.Notifications;

/// <summary>
/// Sends messages as plain mail (SMTP, RFC 5321). The message's id is in its Message-ID and in <see
/// cref="WebhookSender.IdHeader"/>. The server has the message when it has answered the end of its data. A reply
/// of 500 or more about the sender, a receiver or the message refuses it for good (section 4.2.1); a receiver
/// that is refused so keeps nobody else from getting it.
/// </summary>
public sealed class MailSender : INotificationSender
{
    private const int FirstForGood = 500;

    private readonly MailTarget target;
    private readonly TimeProvider time;
    private readonly MailboxAddress from;
    private readonly List<MailboxAddress> to;

    /// <exception cref="MeshException">
    /// <c>bad-mail-target</c>: an address is none, or a password would be sent in clear.
    /// </exception>
    public MailSender(MailTarget target, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(target);
        this.target = target;
        this.time = time;
        from = Address("from", target.From);
        to = [.. target.To.Select(each => Address("to", each))];
        if (to.Count == 0)
        {
            throw Bad("to", "nobody is named", "name at least one address");
        }

        if (target is { Tls: MailTls.None, User: not null })
        {
            throw Bad("tls", "a password would be sent in clear", "use start-tls or implicit");
        }
    }

    private string Server => $"{target.Host}:{target.Port}";

    /// <inheritdoc/>
    public async Task SendAsync(Notification message, CancellationToken cancellationToken)
    {
        Delivery.CheckId(message);
        using var mail = Mail(message);
        var password = target.Password is null ? null : await target.Password(cancellationToken);
        await Delivery.RunAsync(
            Server,
            time,
            stop => SendAsync(mail, password, stop),
            error => error is SocketException or IOException or CommandException or ProtocolException
                or SslHandshakeException or AuthenticationException or ServiceNotConnectedException
                or NotSupportedException,
            cancellationToken);
    }

    private static MailboxAddress Address(string field, string text) =>
        MailboxAddress.TryParse(text, out var address)
            ? address
            : throw Bad(field, $"'{text}' is no mail address", "write it as in name@example.org");

    private static MeshException Bad(string field, string cause, string hint) =>
        new("bad-mail-target", field, cause, hint, ExitCode.BadInput);

    private async Task SendAsync(MimeMessage mail, string? password, CancellationToken stop)
    {
        using var client = new Client();
        var tls = target.Tls switch
        {
            MailTls.StartTls => SecureSocketOptions.StartTls,
            MailTls.Implicit => SecureSocketOptions.SslOnConnect,
            MailTls.None => SecureSocketOptions.None,
            _ => throw new System.Diagnostics.UnreachableException($"mail by {target.Tls}"),
        };
        await client.ConnectAsync(target.Host, target.Port, tls, stop);
        if (target.User is not null)
        {
            await client.AuthenticateAsync(target.User, password ?? "", stop);
        }

        // Leaving without a word is allowed then, and a server that fails at it has the message all the same.
        try
        {
            await client.SendAsync(mail, stop);
        }
        catch (SmtpCommandException error) when (error.ErrorCode != SmtpErrorCode.UnexpectedStatusCode
            && IsForGood(error.StatusCode))
        {
            throw Delivery.Refused(Server, $"{string.Join("; ", client.Refused.Append(error.Message))}", error);
        }

        if (client.Refused.Count > 0)
        {
            throw Delivery.Refused(
                Server, $"{string.Join("; ", client.Refused)}; the other receivers have the message");
        }
    }

    private static bool IsForGood(SmtpStatusCode status) => (int)status >= FirstForGood;

    private MimeMessage Mail(Notification message)
    {
        var mail = new MimeMessage
        {
            Subject = Delivery.Line(message.Subject),
            Date = time.GetUtcNow(),
            MessageId = $"{message.Id}@mesh.invalid",
            Body = new TextPart("plain") { Text = message.Text },
        };
        mail.From.Add(from);
        mail.To.AddRange(to);
        mail.Headers.Add(WebhookSender.IdHeader, message.Id);
        return mail;
    }

    private sealed class Client : SmtpClient
    {
        public List<string> Refused { get; } = [];

        protected override void OnRecipientNotAccepted(
            MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
        {
            if (IsForGood(response.StatusCode))
            {
                Refused.Add($"{mailbox.Address}: {Delivery.Line(response.Response)}");
                return;
            }

            base.OnRecipientNotAccepted(message, mailbox, response);
        }
    }
}
