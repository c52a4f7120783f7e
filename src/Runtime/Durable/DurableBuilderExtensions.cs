using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Runtime.Durable.Client;
using Mesh.Runtime.Durable.Cluster;
using Mesh.Runtime.Durable.Engine;
using Mesh.Runtime.Durable.Replay;
using Mesh.Runtime.Durable.Store;
using Mesh.Runtime.Hosting;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;

namespace Mesh.Runtime.Durable;

/// <summary>Puts the durable engine into a host.</summary>
public static class DurableBuilderExtensions
{
    /// <summary>
    /// Adds an Orleans silo in this process, the engine, and its <see cref="DurableTaskClient"/>. Payloads
    /// are JSON by the host's <see cref="JsonSerializerOptions"/>. Call it before anything that starts
    /// orchestrations when the host starts.
    /// </summary>
    public static IHostApplicationBuilder AddDurable(
        this IHostApplicationBuilder builder,
        DurableOptions options,
        Func<IServiceProvider, IDurableFunctions> functions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(functions);

        // One silo alone has nothing to say below an error; its advice on garbage collection is for big
        // clusters.
        builder.Logging.AddFilter("Orleans", LogLevel.Error);
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
        builder.UseOrleans(ConfigureSilo);

        var services = builder.Services;
        services.TryAddSingleton(_ => RandomNumberGenerator.Create());
        services.AddSingleton<IHistoryStore>(_ => SqliteHistoryStore.Open(options.DataDirectory));
        services.AddSingleton<IInstanceRouter, GrainRouter>();
        services.AddSingleton(provider => new OrchestrationTools(
            new Payloads(provider.GetRequiredService<IOptions<JsonSerializerOptions>>().Value),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => new DurableEngine(
            provider.GetRequiredService<IHistoryStore>(),
            functions(provider),
            provider.GetRequiredService<OrchestrationTools>(),
            options,
            provider.GetRequiredService<IInstanceRouter>()));
        services.AddSingleton<IEngineServices>(provider => provider.GetRequiredService<DurableEngine>());
        services.AddSingleton<DurableTaskClient, EngineClient>();
        services.AddSingleton<IDurableAdministration, EngineAdministration>();
        services.AddHostedService<DurableService>();
        return builder;
    }

    /// <summary>One silo, on loopback, on a free port, and no gateway: nobody else connects to it.</summary>
    private static void ConfigureSilo(ISiloBuilder silo)
    {
        var port = LoopbackPorts.Find();
        silo.UseLocalhostClustering(port, gatewayPort: 0, serviceId: "mesh", clusterId: "mesh");
        silo.Configure<EndpointOptions>(endpoint =>
        {
            endpoint.AdvertisedIPAddress = IPAddress.Loopback;
            endpoint.SiloListeningEndpoint = new IPEndPoint(IPAddress.Loopback, port);
        });
        silo.Services.AddSerializer(serializer => serializer.AddAssembly(typeof(InstanceGrain).Assembly));
    }
}
