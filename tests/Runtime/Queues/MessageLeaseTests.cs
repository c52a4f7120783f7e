using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Listening;
using Mesh.Tests.Runtime.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Tests.Runtime.Queues;

public sealed class MessageLeaseTests : IDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Third = TimeSpan.FromSeconds(10);

    private readonly SleepClock clock = new(DateTimeOffset.UnixEpoch);
    private readonly DeafTransport transport = new();

    [Fact]
    public async Task A_lease_that_could_not_be_renewed_in_its_time_is_lost()
    {
        await using var lease = Hold();
        await SleepAsync();
        await SleepAsync();
        Assert.False(lease.Lost.IsCancellationRequested);
        await SleepAsync();
        await lease.EndAsync();
        Assert.True(lease.Lost.IsCancellationRequested);
        Assert.Equal(3, transport.Renewals);
    }

    [Fact]
    public async Task One_renewal_that_works_again_keeps_the_lease()
    {
        await using var lease = Hold();
        await SleepAsync();
        transport.Answers = true;
        await SleepAsync();
        transport.Answers = false;
        await SleepAsync();
        await SleepAsync();
        Assert.Equal(Third, await clock.NextSleepAsync());
        Assert.False(lease.Lost.IsCancellationRequested);
        Assert.Equal("renewed", (await lease.EndAsync()).Receipt);
    }

    public void Dispose() => transport.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private MessageLease Hold() =>
        new(transport, new("q", "1", "first", "body", 1), Length, clock, NullLogger.Instance);

    private async Task SleepAsync()
    {
        Assert.Equal(Third, await clock.NextSleepAsync());
        clock.Advance(Third);
    }

    private sealed class DeafTransport : IQueueTransport
    {
        public event Action<string>? Sent
        {
            add { }
            remove { }
        }

        public bool Answers { get; set; }

        public int Renewals { get; private set; }

        public string Location => "nowhere";

        public Task<QueueMessage?> RenewAsync(
            QueueMessage message, TimeSpan visibility, CancellationToken cancellation)
        {
            Renewals++;
            return Answers
                ? Task.FromResult<QueueMessage?>(message with { Receipt = "renewed" })
                : throw new IOException("no answer");
        }

        public Task SendAsync(string queue, string body, TimeSpan delay, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
            string queue, int max, TimeSpan visibility, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<bool> DeleteAsync(QueueMessage message, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<int> CountAsync(string queue, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
