using Xunit;

namespace Mesh.Tests.Kit.Azurite;

/// <summary>
/// One Azurite for the tests that share this fixture; not started where it is missing, since those tests are
/// skipped. A test project declares <c>[CollectionDefinition(AzuriteFixture.Name)] public class SharedAzurite
/// : ICollectionFixture&lt;AzuriteFixture&gt;;</c> and its tests name their own containers and queues.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    public const string Name = "Azurite";

    private AzuriteServer? server;

    public AzuriteServer Server =>
        server ?? throw new InvalidOperationException(AzuriteServer.Missing ?? "Azurite was not started");

    public async Task InitializeAsync()
    {
        if (AzuriteServer.Missing is null)
        {
            server = await AzuriteServer.StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
