using System.Security.Cryptography;
using Mesh.Activities;
using Mesh.Activities.ControlPlane;
using Mesh.Activities.Drills;
using Mesh.Activities.Movements;
using Mesh.Activities.Notices;
using Mesh.Catalog;
using Mesh.Catalog.Audit;
using Mesh.Catalog.Database;
using Mesh.Functions.Access;
using Mesh.Functions.Agents;
using Mesh.Functions.Captures;
using Mesh.Functions.ControlPlane;
using Mesh.Functions.Drills;
using Mesh.Functions.Incidents;
using Mesh.Functions.Incoming;
using Mesh.Functions.Proofs;
using Mesh.Functions.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Functions.Standbys;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Mesh.Functions;

/// <summary>The app's services and middleware, the same on every host.</summary>
public static class AppWiring
{
    /// <summary>The catalogue's file within the data folder.</summary>
    public const string CatalogFile = "catalog.db";

    /// <summary>
    /// Adds the app to a host. What is there already stays: a host may bring its own clock, randomness,
    /// stores or sender of movements.
    /// </summary>
    public static void Configure(IFunctionsWorkerApplicationBuilder builder, AppSettings settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => RandomNumberGenerator.Create());
        services.AddSingleton(settings);
        services.AddActivities(settings.Queues, settings.StorageConnection);
        services.AddSingleton(
            new ScratchSpace(Path.Combine(settings.Scratch ?? settings.DataDirectory, "scratch")));
        services.AddCatalog(new CatalogOptions(Path.Combine(settings.DataDirectory, CatalogFile)));
        services.AddHostedService<AppPreparation>();
        services.AddSingleton(provider => ApiKey.Open(
            settings.ApiKey, settings.DataDirectory, provider.GetRequiredService<RandomNumberGenerator>()));
        services.AddSingleton(provider => IncarnationFile.Open(
            settings.DataDirectory, provider.GetRequiredService<RandomNumberGenerator>()));
        services.AddSingleton(ControlPlaneOptions.Of(
            settings.DataDirectory, settings.SelfRepository, settings.SelfPassword));
        services.AddSingleton<ControlPlaneCut>();
        services.AddSingleton<ControlPlaneBackup>();
        services.AddSingleton<SuccessionKeeper>();
        services.AddSingleton<AlertGate>();
        services.AddSingleton<AgentGate>();
        services.AddSingleton<AgentDeclaration>();
        services.AddSingleton<RunStarter>();
        services.AddSingleton<ProofInputs>();
        services.AddSingleton<RunReader>();
        services.AddSingleton<RestoreChooser>();
        services.AddSingleton<RestoreEntry>();
        services.AddSingleton<RestorePlanner>();
        services.AddSingleton<RunMender>();
        services.AddSingleton<CaptureKeeper>();
        services.AddSingleton<LogTender>();
        services.AddSingleton<CoveringLogs>();
        services.AddSingleton<FillChooser>();
        services.AddSingleton<KeptRuns>();
        services.AddSingleton<StandbyKeeper>();
        services.AddSingleton<RunbookPlanner>();
        services.AddSingleton<RunbookStarter>();
        services.AddSingleton<IncidentCaller>();
        services.AddSingleton(provider => new NotificationTargets(
            settings.Notifications, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new DrillKey(
            settings.DataDirectory, provider.GetRequiredService<AuditTrail>()));
        services.AddSingleton<DrillPlanner>();
        services.AddSingleton<DrillStarter>();
        services.AddSingleton<DrillKeeper>();
        builder.UseWhen<ApiKeyMiddleware>(ApiKeyMiddleware.AppliesTo);
    }
}
