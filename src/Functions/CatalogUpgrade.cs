using Mesh.Catalog.Database;
using Microsoft.Extensions.Hosting;

namespace Mesh.Functions;

/// <summary>Brings the catalogue up to date before the host takes any work.</summary>
internal sealed class CatalogUpgrade(CatalogDatabase catalog) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => catalog.UpgradeAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
