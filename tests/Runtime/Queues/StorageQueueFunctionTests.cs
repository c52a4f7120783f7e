using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Azure;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Runtime.Queues;

[Collection(AzuriteFixture.Name)]
[ImplementationNeeds(Needs.Azurite)]
public sealed class StorageQueueFunctionTests(AzuriteFixture azurite) : QueueFunctionTests
{
    protected override string? StorageConnection => azurite.Server.ConnectionString;

    protected override IQueueTransport OpenTransport() =>
        new StorageQueueTransport(azurite.Server.ConnectionString, MessageEncoding.Base64);

    protected override IQueueTransport? OpenOther() => OpenTransport();
}
