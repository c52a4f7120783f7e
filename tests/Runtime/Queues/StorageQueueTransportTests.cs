using Azure;
using Azure.Storage.Queues;
using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Azure;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Runtime.Queues;

[Collection(AzuriteFixture.Name)]
[ImplementationNeeds(Needs.Azurite)]
public sealed class StorageQueueTransportTests(AzuriteFixture azurite) : QueueTransportTests
{
    [AzuriteFact]
    public async Task The_text_on_the_wire_is_in_the_encoding_that_is_set()
    {
        await using var base64 = Open();
        await base64.SendAsync("encoded", "hé", TimeSpan.Zero, default);
        await using var plain = new StorageQueueTransport(
            azurite.Server.ConnectionString, MessageEncoding.None);
        await plain.SendAsync("plain", "hé", TimeSpan.Zero, default);

        Assert.Equal("aMOp", await PeekAsync("encoded"));
        Assert.Equal("hé", await PeekAsync("plain"));
    }

    [AzuriteFact]
    public async Task A_text_that_cannot_be_decoded_is_delivered_as_it_is()
    {
        var raw = new QueueClient(azurite.Server.ConnectionString, "undecodable");
        await raw.CreateAsync();
        await raw.SendMessageAsync("{not base64}");
        await using var transport = Open();
        var messages = await transport.ReceiveAsync("undecodable", 1, TimeSpan.FromMinutes(1), default);
        Assert.Equal("{not base64}", Assert.Single(messages).Body);
    }

    [AzuriteFact]
    public async Task A_queue_that_somebody_deletes_is_made_anew()
    {
        await using var transport = Open();
        await transport.SendAsync("deleted", "a", TimeSpan.Zero, default);
        await new QueueClient(azurite.Server.ConnectionString, "deleted").DeleteAsync();
        await Assert.ThrowsAsync<RequestFailedException>(
            () => transport.SendAsync("deleted", "b", TimeSpan.Zero, default));
        await transport.SendAsync("deleted", "c", TimeSpan.Zero, default);
        var messages = await transport.ReceiveAsync("deleted", 2, TimeSpan.FromMinutes(1), default);
        Assert.Equal("c", Assert.Single(messages).Body);
    }

    protected override IQueueTransport Open() =>
        new StorageQueueTransport(azurite.Server.ConnectionString, MessageEncoding.Base64);

    private async Task<string> PeekAsync(string queue)
    {
        var raw = new QueueClient(azurite.Server.ConnectionString, queue);
        var message = await raw.PeekMessageAsync();
        return message.Value.MessageText;
    }
}
