using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Runtime.Durable;
using Mesh.Runtime.Functions;
using Mesh.Runtime.Functions.Discovery;
using Mesh.Runtime.Functions.Invoking;
using Mesh.Runtime.Http;
using Mesh.Runtime.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mesh.Runtime.Hosting;

/// <summary>Puts the parts of the host and the services of the app together.</summary>
internal static class HostServices
{
    // Beyond the drain time, a stop has this long for settling messages and for the engine's own end.
    private static readonly TimeSpan StopMargin = TimeSpan.FromSeconds(15);

    public static WebApplication Build(
        MeshHostOptions options, HostJson hostJson, Action<IFunctionsWorkerApplicationBuilder> configure)
    {
        var table = options.FunctionTypes is { } types
            ? FunctionDiscovery.Discover(types)
            : FunctionDiscovery.Discover(options.FunctionAssemblies);

        // Empty: no settings files and no variables of ASP.NET Core decide anything here.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "mesh", Args = [] });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls([.. options.Urls]);
        AddLogging(builder.Logging, options, hostJson);
        AddParts(builder.Services, options, hostJson, table);
        if (table.Functions.Any(NeedsEngine))
        {
            builder.AddDurable(EngineOptions(options, hostJson), ProvideFunctions);
        }

        // After the engine: a trigger that runs at the start may ask it for something.
        builder.Services.AddHostedService(provider => provider.GetRequiredService<TriggerService>());

        var pipeline = new FunctionPipeline(builder.Services);
        configure(pipeline);
        builder.Services.AddSingleton(services => new FunctionInvoker(
            pipeline.Build(),
            services,
            services.GetRequiredService<ActiveInvocations>(),
            services.GetRequiredService<InvocationIds>(),
            services.GetRequiredService<ILogger<FunctionInvoker>>()));
        return builder.Build();
    }

    /// <summary>
    /// A service that nobody has registered is found now, and not on the first call in the night.
    /// </summary>
    public static void CheckConstructors(IServiceProvider services)
    {
        var known = services.GetRequiredService<IServiceProviderIsService>();
        var problems =
            from function in services.GetRequiredService<FunctionTable>().Functions
            where !function.Method.IsStatic
            let constructors = function.Method.DeclaringType!.GetConstructors()
            from parameter in constructors.Length == 1 ? constructors[0].GetParameters() : []
            where !known.IsService(parameter.ParameterType) && !parameter.HasDefaultValue
            select $"function '{function.Name}' ({function.Place}): its constructor asks for "
                + $"{parameter.ParameterType.Name}, which is not a registered service";
        if (problems.ToList() is { Count: > 0 } found)
        {
            throw new MeshException(
                "missing-service", "functions", string.Join('\n', found), exitCode: ExitCode.BadInput);
        }
    }

    private static void AddParts(
        IServiceCollection services, MeshHostOptions options, HostJson hostJson, FunctionTable table)
    {
        // The default of the Functions worker; the app changes it by Configure<JsonSerializerOptions> only.
        services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout + StopMargin);
        services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        services.AddRoutingCore();

        services.AddSingleton(options);
        services.AddSingleton(hostJson);
        services.AddSingleton(table);
        services.AddSingleton(options.Clock);
        services.AddSingleton(options.Random);
        services.AddSingleton(new Settings(options.Settings));
        services.AddSingleton(hostJson.Queues with { Lease = options.QueueLease });
        services.AddSingleton(hostJson.Queues.MessageEncoding);
        services.AddSingleton<ActiveInvocations>();
        services.AddSingleton<InvocationIds>();
        services.AddSingleton<HttpFunctions>();
        services.AddSingleton<QueueTransports>();
        services.AddSingleton<IQueueTransport>(
            provider => provider.GetRequiredService<QueueTransports>().Default);
        services.AddSingleton<TriggerService>();
    }

    private static bool NeedsEngine(FunctionEntry function) =>
        function.Kind is FunctionKind.Orchestrator or FunctionKind.Activity
        || function.Definition.InputBindings.Values.Any(binding => binding.Type == "durableClient");

    private static DurableOptions EngineOptions(MeshHostOptions options, HostJson hostJson)
    {
        var engine = new DurableOptions
        {
            DataDirectory = options.DataDirectory,
            TimeProvider = options.Clock,
            DropAfterEveryTurn = options.DropAfterEveryTurn,
        };
        return hostJson.MaxConcurrentActivities is { } most
            ? engine with { MaxConcurrentActivities = most }
            : engine;
    }

    private static DurableFunctions ProvideFunctions(IServiceProvider services)
    {
        var options = services.GetRequiredService<MeshHostOptions>();
        return new(
            services.GetRequiredService<FunctionTable>(),
            services.GetRequiredService<FunctionInvoker>(),
            services.GetRequiredService<IOptions<JsonSerializerOptions>>(),
            options.LossyResults);
    }

    private static void AddLogging(ILoggingBuilder logging, MeshHostOptions options, HostJson hostJson)
    {
        foreach (var (category, level) in hostJson.LogLevels)
        {
            if (category.Equals("default", StringComparison.OrdinalIgnoreCase))
            {
                logging.SetMinimumLevel(level);
            }
            else
            {
                logging.AddFilter(category, level);
            }
        }

        if (options.ConfigureLogging is { } configure)
        {
            configure(logging);
        }
        else
        {
            // Standard output belongs to the command's own answer.
            logging.AddSimpleConsole(console => console.SingleLine = true);
            logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
                console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        }
    }
}
