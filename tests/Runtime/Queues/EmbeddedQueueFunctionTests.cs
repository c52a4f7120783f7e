using System.Security.Cryptography;
using Mesh.Runtime.Queues;
using Mesh.Runtime.Queues.Embedded;

namespace Mesh.Tests.Runtime.Queues;

public sealed class EmbeddedQueueFunctionTests : QueueFunctionTests
{
    protected override string? StorageConnection => null;

    protected override IQueueTransport OpenTransport()
    {
        Directory.CreateDirectory(Folder["data"]);
        return EmbeddedQueueTransport.Open(
            Path.Combine(Folder["data"], "queues.db"), TimeProvider.System, RandomNumberGenerator.Create());
    }

    protected override IQueueTransport? OpenOther() => null;
}
