using Mesh.Storage;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Sites.Epochs;

[Collection(AzuriteFixture.Name)]
[ImplementationNeeds(Needs.Azurite)]
public class AzureVotersTests(AzuriteFixture azurite) : EpochVotersContract
{
    private readonly string container = $"mesh-{Guid.NewGuid():n}";

    protected override IObjectStore Open(string voter) => ObjectStores.Open(
        $"azure:{container}:/{voter}",
        TimeProvider.System,
        new ObjectStoreOptions
        {
            Environment = name => name == "AZURE_STORAGE_CONNECTION_STRING"
                ? azurite.Server.ConnectionString
                : null,
        });
}
