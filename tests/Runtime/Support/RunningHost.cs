using Mesh.Runtime.Hosting;
using Mesh.Tests.Kit;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Tests.Runtime.Support;

/// <summary>A started host with some functions, its log and a client.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private const string HostJson =
        """
        {
          "version": "2.0",
          "extensions": {
            "queues": {
              "maxPollingInterval": "00:00:00.2", "visibilityTimeout": "00:00:00", "batchSize": 4,
              "newBatchThreshold": 2, "maxDequeueCount": 3, "messageEncoding": "base64"
            }
          }
        }
        """;

    private RunningHost(MeshHost host, Journal journal, LogLines log)
    {
        Host = host;
        Journal = journal;
        Log = log;
    }

    public MeshHost Host { get; }

    /// <summary>What the functions have noted.</summary>
    public Journal Journal { get; }

    public LogLines Log { get; }

    public HttpClient Client { get; } = new();

    public T Get<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    public static async Task<RunningHost> StartAsync(
        ScratchFolder folder,
        IReadOnlyList<Type> functions,
        Func<MeshHostOptions, MeshHostOptions>? change = null,
        Action<IFunctionsWorkerApplicationBuilder>? configure = null)
    {
        var host = Create(folder, functions, change, configure);
        try
        {
            await host.Host.StartAsync();
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        host.Client.BaseAddress = host.Host.Url;
        return host;
    }

    public static RunningHost Create(
        ScratchFolder folder,
        IReadOnlyList<Type> functions,
        Func<MeshHostOptions, MeshHostOptions>? change = null,
        Action<IFunctionsWorkerApplicationBuilder>? configure = null)
    {
        var hostJson = folder["host.json"];
        if (!File.Exists(hostJson))
        {
            File.WriteAllText(hostJson, HostJson);
        }

        var journal = new Journal();
        var log = new LogLines();
        var options = new MeshHostOptions
        {
            DataDirectory = folder["data"],
            FunctionAssemblies = [],
            FunctionTypes = functions,
            HostJsonPath = hostJson,
            Settings = _ => null,
            ConfigureLogging = logging => logging.AddProvider(log),
        };
        options = change?.Invoke(options) ?? options;
        var host = MeshHost.Create(options, app =>
        {
            app.Services.AddSingleton(journal);
            configure?.Invoke(app);
        });
        return new(host, journal, log);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
    }
}
