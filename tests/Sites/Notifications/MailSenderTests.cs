using Mesh.Domain.Errors;
using Mesh.Sites.Notifications;

namespace Mesh.Tests.Sites.Notifications;

public sealed class MailSenderTests() : NotificationSenderContract(new SmtpReceiver())
{
    [Fact]
    public void A_password_is_never_sent_in_clear_and_addresses_are_checked()
    {
        foreach (var (target, field) in new[]
        {
            (Target() with { User = "mesh" }, "tls"),
            (Target() with { From = "nobody at all <" }, "from"),
            (Target() with { To = [] }, "to"),
        })
        {
            Assert.Equal(field, Assert.Throws<MeshException>(() => new MailSender(target, Time)).Subject);
        }
    }

    [Fact]
    public async Task A_server_without_the_tls_that_is_asked_for_gets_no_message()
    {
        var sender = new MailSender(Target() with { Tls = MailTls.StartTls }, Time);

        var error = await Assert.ThrowsAsync<MeshException>(() =>
            sender.SendAsync(new Notification("a-1", "subject", "text"), default));

        Assert.Equal("notification-failed", error.Code);
        Assert.Empty(Messages);
    }

    protected override INotificationSender Open() => new MailSender(Target(), Time);

    private MailTarget Target() =>
        new("127.0.0.1", Port, MailTls.None, "mesh@example.org", ["ann@example.org", "bob@example.org"]);
}
