using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Embedded;
using Mesh.Tests.Kit;
using Microsoft.Data.Sqlite;

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

    [Fact]
    public void A_file_of_a_newer_version_is_refused()
    {
        using (var connection = new SqliteConnection($"Data Source={folder["new.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var refused = Assert.Throws<MeshException>(() => Open("new.db"));
        Assert.Equal("newer-data", refused.Code);
    }

    public void Dispose()
    {
        random.Dispose();
        folder.Dispose();
    }

    protected override IQueueTransport Open() => Open("queues.db");

    private EmbeddedQueueTransport Open(string name) =>
        EmbeddedQueueTransport.Open(folder[name], TimeProvider.System, random);
}
