using System.Security.Cryptography;
using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Embedded;
using Microsoft.Data.Sqlite;

namespace Mesh.Tests.Runtime.Queues;

public sealed class EmbeddedQueueFunctionTests : QueueFunctionTests
{
    [Fact]
    public async Task A_function_whose_message_went_to_somebody_else_is_cancelled_and_leaves_it_alone()
    {
        await using var host = await StartAsync();
        await SendAsync(host, "{\"Name\":\"wait\"}");
        Assert.Equal("begin wait 0", await host.Journal.NextAsync());
        using var thief = new SqliteConnection(
            $"Data Source={Path.Combine(Folder["data"], "queues.db")};Pooling=False");
        thief.Open();
        using var steal = thief.CreateCommand();
        steal.CommandText = "UPDATE message SET receipt = 'stolen', dequeue_count = 7";
        Assert.Equal(1, steal.ExecuteNonQuery());

        Assert.Equal("cancelled wait True", await host.Journal.NextAsync());
        await host.Host.StopAsync();
        steal.CommandText = "SELECT receipt || dequeue_count FROM message";
        Assert.Equal("stolen7", steal.ExecuteScalar());
    }

    protected override string? StorageConnection => null;

    protected override IQueueTransport OpenTransport()
    {
        Directory.CreateDirectory(Folder["data"]);
        return EmbeddedQueueTransport.Open(
            Path.Combine(Folder["data"], "queues.db"), TimeProvider.System, RandomNumberGenerator.Create());
    }

    protected override IQueueTransport? OpenOther() => null;
}
