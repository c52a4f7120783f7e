using Mesh.Storage.Blobs;
using Mesh.Storage.Locations;

namespace Mesh.Tests.Storage.Blobs;

/// <summary>Opens Azure stores, without retries.</summary>
internal static class AzureStores
{
    public static AzureBlobObjectStore Open(string connectionString, string container, string prefix)
    {
        var location = (AzureLocation)RepositoryLocation.Parse($"azure:{container}:/{prefix}");
        return new AzureBlobObjectStore(location, AzureCredentials.FromEnvironment(
            name => name == "AZURE_STORAGE_CONNECTION_STRING" ? connectionString : null));
    }
}
