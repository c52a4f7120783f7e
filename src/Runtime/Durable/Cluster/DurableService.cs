using Mesh.Runtime.Durable.Engine;
using Microsoft.Extensions.Hosting;

namespace Mesh.Runtime.Durable.Cluster;

/// <summary>Starts the engine after the silo and stops it before.</summary>
internal sealed class DurableService(DurableEngine engine) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync();

    public Task StopAsync(CancellationToken cancellationToken) => engine.StopAsync();
}
