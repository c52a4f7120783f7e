using Mesh.Storage;
using Mesh.Storage.Memory;

namespace Mesh.Tests.Storage.Contract;

public sealed class MemoryStoreContractTests : ObjectStoreContract
{
    protected override IObjectStore Open() => new MemoryObjectStore();
}
