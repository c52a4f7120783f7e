using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Embedded;
using Mesh.Tests.Kit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Runtime.Queues;

public sealed class EmbeddedQueueTransportTests : QueueTransportTests, IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();

    [Fact]
    public async Task A_killed_process_loses_no_message_and_its_leases_end_with_it()
    {
        await using var dying = Open("a.db");
        await dying.SendAsync("work", "leased", TimeSpan.Zero, default);
        await dying.SendAsync("work", "delayed", TimeSpan.FromMinutes(5), default);
        Assert.Single(await dying.ReceiveAsync("work", 1, TimeSpan.FromMinutes(5), default));
        await dying.SendAsync("work", "waiting", TimeSpan.Zero, default);

        // What a kill leaves: the files as they are, nothing closed, nothing checkpointed.
        File.Copy(folder["a.db"], folder["b.db"]);
        File.Copy(folder["a.db-wal"], folder["b.db-wal"]);

        await using var next = Open("b.db");
        var received = await next.ReceiveAsync("work", 10, TimeSpan.FromMinutes(5), default);
        Assert.Equal(["leased:2", "waiting:1"], received.Select(m => $"{m.Body}:{m.DequeueCount}").Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_sent_by_a_clock_that_was_ahead_does_not_wait_when_that_is_set_back(bool closed)
    {
        var steady = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
        var clock = new SettableClock(steady) { Ahead = TimeSpan.FromHours(2) };
        var queue = EmbeddedQueueTransport.Open(folder["ahead.db"], clock, random);
        await queue.SendAsync("work", "now", TimeSpan.Zero, default);
        await queue.SendAsync("work", "later", TimeSpan.FromMinutes(1), default);
        if (closed)
        {
            await queue.DisposeAsync();
        }

        clock.Ahead = TimeSpan.Zero;
        queue = closed ? EmbeddedQueueTransport.Open(folder["ahead.db"], clock, random) : queue;

        var received = await queue.ReceiveAsync("work", 10, TimeSpan.FromMinutes(5), default);
        Assert.Equal("now", Assert.Single(received).Body);
        steady.Advance(TimeSpan.FromMinutes(1));
        received = await queue.ReceiveAsync("work", 10, TimeSpan.FromMinutes(5), default);
        Assert.Equal("later", Assert.Single(received).Body);
        await queue.DisposeAsync();
    }

    [Fact]
    public async Task Messages_of_the_first_version_of_the_file_are_kept()
    {
        Change("old.db", """
            CREATE TABLE message (
                id TEXT NOT NULL UNIQUE, queue TEXT NOT NULL, body TEXT NOT NULL, visible_at INTEGER NOT NULL,
                dequeue_count INTEGER NOT NULL DEFAULT 0, receipt TEXT);
            INSERT INTO message (id, queue, body, visible_at) VALUES ('1', 'work', 'old', 1);
            PRAGMA user_version = 1;
            """);

        await using var queue = Open("old.db");
        await queue.SendAsync("work", "new", TimeSpan.Zero, default);

        var received = await queue.ReceiveAsync("work", 10, TimeSpan.FromMinutes(5), default);
        Assert.Equal(["old", "new"], received.Select(message => message.Body));
    }

    [Fact]
    public void A_file_of_a_newer_version_is_refused()
    {
        Change("new.db", "PRAGMA user_version = 99");

        var refused = Assert.Throws<MeshException>(() => Open("new.db"));
        Assert.Equal("newer-data", refused.Code);
    }

    public void Dispose()
    {
        random.Dispose();
        folder.Dispose();
    }

    private void Change(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder[file]};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is one of the literals of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    protected override IQueueTransport Open() => Open("queues.db");

    private EmbeddedQueueTransport Open(string name) =>
        EmbeddedQueueTransport.Open(folder[name], TimeProvider.System, random);
}
