using Mesh.Catalog.Database;
using Mesh.Functions.Access;
using Microsoft.Extensions.Hosting;

namespace Mesh.Functions;

/// <summary>
/// Brings the catalogue up to date, and sees that there is an API key, before the host takes any work.
/// </summary>
internal sealed class AppPreparation(CatalogDatabase catalog, ApiKey key) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Asked for here, the key is made now and not at the first request.
        ArgumentNullException.ThrowIfNull(key);
        return catalog.UpgradeAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
