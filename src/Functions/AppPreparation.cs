using Mesh.Catalog.Database;
using Mesh.Domain.Sites;
using Mesh.Functions.Access;
using Microsoft.Extensions.Hosting;

namespace Mesh.Functions;

/// <summary>
/// Brings the catalogue up to date, and sees that there is an API key and that this Mesh has a name of its
/// own among the voters, before the host takes any work.
/// </summary>
internal sealed class AppPreparation(CatalogDatabase catalog, ApiKey key, Incarnation incarnation)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // Asked for here, they are made now and not at the first request.
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(incarnation);
        return catalog.UpgradeAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
