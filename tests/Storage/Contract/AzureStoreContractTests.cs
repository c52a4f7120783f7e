using Mesh.Storage;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Storage.Blobs;

namespace Mesh.Tests.Storage.Contract;

[Collection(AzuriteFixture.Name)]
[ImplementationNeeds(Needs.Azurite)]
public sealed class AzureStoreContractTests(AzuriteFixture azurite) : ObjectStoreContract
{
    protected override IObjectStore Open() =>
        AzureStores.Open(azurite.Server.ConnectionString, $"mesh-{Guid.NewGuid():n}", "some/prefix");
}
