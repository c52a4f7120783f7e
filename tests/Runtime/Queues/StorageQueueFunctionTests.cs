using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Azure;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Runtime.Queues;

[Collection(AzuriteFixture.Name)]
[ImplementationNeeds(Needs.Azurite)]
public sealed class StorageQueueFunctionTests(AzuriteFixture azurite) : QueueFunctionTests
{
    [AzuriteFact]
    public async Task A_store_that_goes_away_is_said_once_and_read_again_when_it_is_back()
    {
        await using var server = await AzuriteServer.StartAsync();
        await using var host = await StartAsync(
            options => options with { StorageConnection = server.ConnectionString });
        await SendAsync(host, "{\"Name\":\"ok\"}");
        Assert.Equal("begin ok 0", await host.Journal.NextAsync());

        await server.StopAsync();
        await host.Log.WaitForAsync("cannot be read from");
        await server.ResumeAsync();
        await host.Log.WaitForAsync("can be read again");
        await SendAsync(host, "{\"Name\":\"ok\",\"Size\":2}");
        Assert.Equal("begin ok 2", await host.Journal.NextAsync());
        Assert.InRange(host.Log.Lines.Count(
            line => line.Contains("cannot be read from", StringComparison.Ordinal)), 1, 3);
    }

    protected override string? StorageConnection => azurite.Server.ConnectionString;

    protected override IQueueTransport OpenTransport() =>
        new StorageQueueTransport(azurite.Server.ConnectionString, MessageEncoding.Base64);

    protected override IQueueTransport? OpenOther() => OpenTransport();
}
