using Mesh.Storage;
using Mesh.Storage.Blobs;
using Mesh.Storage.Locations;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Storage.Contract;

[Collection(AzuriteFixture.Name)]
[ImplementationNeeds(Needs.Azurite)]
public sealed class AzureStoreContractTests(AzuriteFixture azurite) : ObjectStoreContract
{
    protected override IObjectStore Open() => OpenAzure(azurite.Server, "some/prefix");

    private static AzureBlobObjectStore OpenAzure(AzuriteServer server, string prefix)
    {
        var location = (AzureLocation)RepositoryLocation.Parse($"azure:mesh-{Guid.NewGuid():n}:/{prefix}");
        return new AzureBlobObjectStore(location, AzureCredentials.FromEnvironment(
            name => name == "AZURE_STORAGE_CONNECTION_STRING" ? server.ConnectionString : null));
    }
}
