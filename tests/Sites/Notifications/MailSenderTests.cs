using Mesh.Domain.Errors;
using Mesh.Sites.Notifications;

namespace Mesh.Tests.Sites.Notifications;

public sealed class MailSenderTests : NotificationSenderContract
{
    private static readonly Notification Message = new("a-1", "subject", "text");

    private readonly SmtpReceiver server;

    public MailSenderTests()
        : this(new SmtpReceiver())
    {
    }

    private MailSenderTests(SmtpReceiver server)
        : base(server) => this.server = server;

    [Theory]
    [InlineData("MAIL", "550 who are you", "notification-refused")]
    [InlineData("RCPT", "550 no such user", "notification-refused")]
    [InlineData(".", "554 looks like spam", "notification-refused")]
    [InlineData("MAIL", "451 later", "notification-failed")]
    [InlineData("RCPT", "450 greylisted", "notification-failed")]
    public async Task What_a_server_refuses_for_good_is_told_apart_from_what_may_be_sent_again(
        string line, string answer, string code)
    {
        server.Answers[line] = answer;

        var error = await Assert.ThrowsAsync<MeshException>(() => Open().SendAsync(Message, default));

        Assert.Equal((code, $"127.0.0.1:{Port}"), (error.Code, error.Subject));
        Assert.Contains(answer[4..], error.Cause, StringComparison.Ordinal);
        Assert.Empty(Messages);
    }

    [Fact]
    public async Task A_receiver_that_the_server_does_not_know_keeps_nobody_else_from_being_told()
    {
        server.Answers["RCPT TO:<ann@example.org>"] = "550 no such user";

        var error = await Assert.ThrowsAsync<MeshException>(() => Open().SendAsync(Message, default));

        Assert.Equal("notification-refused", error.Code);
        Assert.Contains("ann@example.org: no such user", error.Cause, StringComparison.Ordinal);
        Assert.Contains("the other receivers have the message", error.Cause, StringComparison.Ordinal);
        Assert.Equal(Message.Id, Assert.Single(Messages).Id);
    }

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
            sender.SendAsync(Message, default));

        Assert.Equal("notification-failed", error.Code);
        Assert.Empty(Messages);
    }

    protected override INotificationSender Open() => new MailSender(Target(), Time);

    private MailTarget Target() =>
        new("127.0.0.1", Port, MailTls.None, "mesh@example.org", ["ann@example.org", "bob@example.org"]);
}
