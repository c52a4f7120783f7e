using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.MariaDb.Parts;

/// <summary>A source and a target for the tests of one class; each test uses databases of its
/// own.</summary>
public sealed class TwoServers : IAsyncLifetime
{
    public MariaDbServer Source { get; private set; } = null!;

    public MariaDbServer Target { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (MariaDbServer.Missing is null)
        {
            var servers = await Task.WhenAll(MariaDbServer.StartAsync(), MariaDbServer.StartAsync());
            (Source, Target) = (servers[0], servers[1]);
        }
    }

    public async Task DisposeAsync()
    {
        if (MariaDbServer.Missing is null)
        {
            await Source.DisposeAsync();
            await Target.DisposeAsync();
        }
    }
}
