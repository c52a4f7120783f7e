using Mesh.Runtime.Queues.Azure;

namespace Mesh.Tests.Runtime.Queues;

public class QueueLocationTests
{
    [Fact]
    public async Task The_location_of_queues_shows_nothing_of_a_shared_access_signature()
    {
        await using var transport = new StorageQueueTransport(
            "QueueEndpoint=https://account.queue.core.windows.net/;SharedAccessSignature=sv=2024-11-04&sig=hidden",
            MessageEncoding.Base64);

        Assert.Equal("https://account.queue.core.windows.net/", transport.Location);
    }
}
