using Mesh.Domain.Errors;
using Mesh.Sites.Notifications;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Sites.Notifications;

/// <summary>What every way to people promises, shown against a real server.</summary>
public abstract class NotificationSenderContract : IDisposable
{
    protected const string Secret = "correct-horse-battery";

    private static readonly Notification Message = new(
        "alert-7", "Größe: shop is down", "first\n.\n.hidden\nπ and \"quotes\"");

    private readonly Receiver receiver;

    private protected NotificationSenderContract(Receiver receiver) => this.receiver = receiver;

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 4, 0, 0, TimeSpan.Zero));

    protected int Port => receiver.Port;

    private protected IReadOnlyList<ReceivedMessage> Messages => receiver.Messages;

    protected abstract INotificationSender Open();

    [Fact]
    public async Task A_message_arrives_as_it_was_written_with_its_id()
    {
        await Open().SendAsync(Message, default);

        var arrived = Assert.Single(Messages);
        Assert.Equal(Message.Id, arrived.Id);
        Assert.Equal(Message.Subject, arrived.Subject);
        Assert.Equal(Message.Text, arrived.Text.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_subject_of_several_lines_arrives_as_one_and_brings_no_header_along()
    {
        await Open().SendAsync(Message with { Subject = "down\r\nBcc: all@example.org\r\n\r\nhello" }, default);

        var arrived = Assert.Single(Messages);
        Assert.Equal("down  Bcc: all@example.org    hello", arrived.Subject);
        Assert.DoesNotContain("Bcc", arrived.Headers.Keys);
        Assert.Equal(Message.Text, arrived.Text.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(Mood.Refusing)]
    [InlineData(Mood.HangingUp)]
    public async Task What_is_not_taken_is_an_error_without_a_secret_and_may_be_sent_again(Mood mood)
    {
        var sender = Open();
        receiver.Mood = mood;
        var error = await Assert.ThrowsAsync<MeshException>(() => sender.SendAsync(Message, default));
        receiver.Mood = Mood.Taking;
        await sender.SendAsync(Message, default);

        Assert.Equal(("notification-failed", $"127.0.0.1:{Port}"), (error.Code, error.Subject));
        Assert.DoesNotContain(Secret, $"{error}", StringComparison.Ordinal);
        Assert.Equal(Message.Id, Assert.Single(Messages).Id);
    }

    [Fact]
    public async Task A_receiver_that_says_nothing_is_given_up_in_time()
    {
        receiver.Mood = Mood.Silent;
        var sending = Open().SendAsync(Message, default);

        Assert.False(sending.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(31));
        var error = await Assert.ThrowsAsync<MeshException>(() => sending.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("within 30 seconds", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_an_error_says_so()
    {
        var sender = Open();
        receiver.Leave();

        var error = await Assert.ThrowsAsync<MeshException>(() => sender.SendAsync(Message, default));
        Assert.Equal("notification-failed", error.Code);
    }

    public void Dispose()
    {
        receiver.Dispose();
        Close();
        GC.SuppressFinalize(this);
    }

    protected virtual void Close()
    {
    }
}
