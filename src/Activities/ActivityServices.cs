using Mesh.Activities.Captures;
using Mesh.Activities.Drills;
using Mesh.Activities.Locks;
using Mesh.Activities.Movements;
using Mesh.Activities.Restores;
using Mesh.Activities.Sites;
using Mesh.Activities.Standbys;
using Mesh.Activities.Vaults;
using Mesh.Sources.Databases;
using Mesh.Storage;
using Mesh.Storage.Locations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mesh.Activities;

/// <summary>Adds what activities and movements need to a host.</summary>
public static class ActivityServices
{
    /// <summary>
    /// Adds vaults and movers over the stores that locations name. What the host has brought already stays:
    /// it may have stores or a sender of movements of its own.
    /// </summary>
    public static IServiceCollection AddActivities(
        this IServiceCollection services, MovementOptions options, string? storageConnection)
    {
        services.TryAddSingleton<Func<RepositoryLocation, IObjectStore>>(provider => location =>
            ObjectStores.Open(location, provider.GetRequiredService<TimeProvider>()));
        if (storageConnection is not null)
        {
            services.TryAddSingleton<IMovementSender>(
                _ => StorageQueueSender.FromConnectionString(storageConnection));
            services.TryAddSingleton<ISiteOrders>(provider => StorageSiteOrders.FromConnectionString(
                storageConnection, provider.GetRequiredService<TimeProvider>()));
        }

        services.AddSingleton(options);
        services.AddSingleton<VaultOpener>();
        services.AddSingleton<FilesBackupMover>();
        services.AddSingleton<FilesRestoreMover>();
        services.AddSingleton<DatabaseEngines>();
        services.AddSingleton<DatabaseBackupMover>();
        services.AddSingleton<DatabaseRestoreMover>();
        services.AddSingleton<DatabaseLogMover>();
        services.AddSingleton<LogTendingMover>();
        services.AddSingleton<DatabaseProofMover>();
        services.AddSingleton<FilesProofMover>();
        services.AddSingleton<DatabaseAsideMover>();
        services.AddSingleton<ProductionServers>();
        services.AddSingleton<CaptureOrders>();
        services.AddSingleton<TendOrders>();
        services.AddSingleton<RestorePreview>();
        services.AddSingleton<KeptComparison>();
        services.AddSingleton<MovementReadings>();
        services.AddSingleton<MovementReporter>();
        services.AddSingleton<MovementWorker>();
        services.AddSingleton<DrillSweeper>();
        services.AddSingleton<DrillCloser>();
        services.AddSingleton<ReleaseRunLockActivity>();
        services.AddSingleton<Succession>();
        services.AddSingleton<WaitingRunbooks>();
        return services;
    }
}
