using Mesh.Activities.ControlPlane;
using Mesh.Activities.Movements;
using Mesh.Activities.Runs;
using Mesh.Activities.Sites;
using Mesh.Functions;
using Mesh.Orchestrations.Backups;
using Mesh.Runtime.Hosting;
using Mesh.Runtime.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Mesh.Cli.Serving;

/// <summary>The function app, run in this process on one data folder.</summary>
public static class AppHost
{
    /// <summary>Puts the app together; the caller starts, stops and disposes of it.</summary>
    public static MeshHost Create(AppHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = AppSettings.Read(options.Find) with { DataDirectory = options.DataDirectory };
        var host = new MeshHostOptions
        {
            DataDirectory = options.DataDirectory,
            Urls = options.Urls,
            Settings = options.Find,
            DrainTimeout = options.DrainTimeout,
            Clock = options.Clock,
            ConfigureLogging = options.ConfigureLogging,
            FunctionAssemblies =
            [
                typeof(AppWiring).Assembly,
                typeof(FinishRunActivity).Assembly,
                typeof(BackupOrchestrator).Assembly,
            ],
        };
        return MeshHost.Create(
            options.HostJson is { } file ? host with { HostJsonPath = file } : host,
            builder => Configure(builder, options, settings));
    }

    private static void Configure(
        IFunctionsWorkerApplicationBuilder builder, AppHostOptions options, AppSettings settings)
    {
        options.ConfigureServices?.Invoke(builder.Services);
        builder.Services.TryAddSingleton<IMovementSender>(provider =>
            new QueueTransportSender(provider.GetRequiredService<IQueueTransport>()));
        builder.Services.TryAddSingleton<ISiteOrders>(provider => new QueueTransportOrders(
            provider.GetRequiredService<IQueueTransport>(), provider.GetRequiredService<TimeProvider>()));
        builder.Services.TryAddSingleton<IRuntimeState>(new RuntimeState(options.DataDirectory));
        AppWiring.Configure(builder, settings);
    }
}
