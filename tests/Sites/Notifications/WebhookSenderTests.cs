using Mesh.Domain.Signatures;
using Mesh.Sites.Notifications;

namespace Mesh.Tests.Sites.Notifications;

public sealed class WebhookSenderTests() : NotificationSenderContract(new HttpReceiver())
{
    private WebhookSender? sender;

    [Fact]
    public async Task A_message_is_signed_anew_each_time_with_the_time_of_now()
    {
        await Open().SendAsync(new Notification("a-1", "subject", "text"), default);
        Time.Advance(TimeSpan.FromSeconds(5));
        await sender!.SendAsync(new Notification("a-1", "subject", "text"), default);

        foreach (var (message, at) in Messages.Zip(["1795406400", "1795406405"]))
        {
            Assert.Equal(at, message.Headers[WebhookSignature.TimestampHeader]);
            Assert.Equal(
                WebhookSignature.Sign(Secret, at, message.Body), message.Headers[WebhookSignature.Header]);
        }
    }

    protected override INotificationSender Open() => sender = new WebhookSender(
        new WebhookTarget(
            new Uri($"http://127.0.0.1:{Port}/hook/{Secret}"), _ => Task.FromResult(Secret)),
        Time);

    protected override void Close() => sender?.Dispose();
}
