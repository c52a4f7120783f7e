using System.Buffers;
using Mesh.Storage;
using Mesh.Tests.Kit.Azurite;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.Storage.Blobs;

/// <summary>Which account a container is opened in.</summary>
[Collection(AzuriteFixture.Name)]
public sealed class AzureAccountTests(AzuriteFixture azurite)
{
    [AzuriteFact]
    public async Task A_container_with_a_connection_string_of_its_own_is_not_looked_for_elsewhere()
    {
        var container = $"voter-{Guid.NewGuid():n}";
        var own = $"AZURE_STORAGE_CONNECTION_STRING_{container.Replace('-', '_').ToUpperInvariant()}";
        var nowhere = azurite.Server.ConnectionString.Replace(
            azurite.Server.BlobEndpoint.Authority, "127.0.0.1:1", StringComparison.Ordinal);
        var options = new ObjectStoreOptions
        {
            Environment = name => name == own ? azurite.Server.ConnectionString
                : name == "AZURE_STORAGE_CONNECTION_STRING" ? nowhere
                : null,
        };
        await using var store = ObjectStores.Open($"azure:{container}:/", TimeProvider.System, options);

        await store.PutAsync(
            "told", new ReadOnlySequence<byte>([1, 2, 3]), PutCondition.IfAbsent, default);

        Assert.Equal(3, (await store.StatAsync("told", default))?.Size);
    }
}
