using System.Runtime.InteropServices;
using Mesh.Cli.Client;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Functions;
using Mesh.Functions.Access;
using Mesh.Functions.Points;
using Mesh.Functions.Runs;
using Mesh.Runtime.Hosting;
using Mesh.Storage;
using Mesh.Storage.Locations;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Restic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Mesh.Tests.App.Running;

/// <summary>The whole app in this process, with one system that protects a scratch folder.</summary>
public sealed class TestApp : IAsyncDisposable
{
    public const string System = "shop";
    public const string Component = "documents";
    public const string Password = "correct horse battery";

    // 'restic unlock' asks by this signal whether the holder of a lock lives; 'mesh' itself does the same.
    private static readonly PosixSignalRegistration HangUp =
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);

    private readonly TestAppOptions options;
    private MeshHost host = null!;

    private TestApp(TestAppOptions options)
    {
        this.options = options;
        GC.KeepAlive(HangUp);
        Directory.CreateDirectory(Source);
        File.WriteAllText(Folder["password"], Password + "\n");

        // What the app's own host.json has, but failed messages come back at once and polls are short.
        File.WriteAllText(Folder["host.json"], """
            {
              "version": "2.0",
              "extensions": {
                "http": { "routePrefix": "api" },
                "queues": {
                  "maxPollingInterval": "00:00:00.2", "visibilityTimeout": "00:00:00", "batchSize": 4,
                  "newBatchThreshold": 2, "maxDequeueCount": 3, "messageEncoding": "base64"
                }
              }
            }
            """);
    }

    public ScratchFolder Folder { get; } = new();

    /// <summary>What the app has logged from warnings upwards.</summary>
    public LogLines Log { get; } = new();

    public string Source => Folder["source"];

    public string Data => Folder["data"];

    public string VaultFolder => Folder["vault"];

    /// <summary>The vault in restic's notation.</summary>
    public string Repository => options.StorageConnection is null ? VaultFolder : $"azure:{Unique}:/vault";

    public ApiClient Api { get; private set; } = null!;

    public IServiceProvider Services => host.Services;

    public Uri Url => host.Url;

    /// <summary>A name for containers and queues of this app alone.</summary>
    private string Unique =>
        "t" + Path.GetFileName(Folder.FullPath).ToLowerInvariant()
            .Replace("mesh-test-", "", StringComparison.Ordinal);

    /// <summary>The app running, its system declared.</summary>
    public static async Task<TestApp> StartAsync(TestAppOptions? options = null)
    {
        var app = new TestApp(options ?? new TestAppOptions());
        await app.StartHostAsync();
        try
        {
            await app.Api.PutSystemAsync(System, app.Manifest(), "test.yaml", false, null, default);
            return app;
        }
        catch (MeshException error)
        {
            throw new InvalidOperationException(app.Log.ToString(), error);
        }
    }

    public string Manifest() => $$"""
        apiVersion: mesh/v1
        kind: System
        name: {{System}}
        sites: [{name: office}]
        vault: {repository: '{{Repository}}', password: 'file:{{Folder["password"]}}'}
        components:
          - {name: {{Component}}, kind: files, paths: ['{{Source}}']}
        {{options.Manifest}}
        {{options.ManifestIn(Folder)}}
        """;

    /// <summary>
    /// Writes some files of random content into the source; sizes up to <paramref name="largest"/>.
    /// </summary>
    public void Fill(Random random, int files, int largest)
    {
        for (var i = 0; i < files; i++)
        {
            var folder = Directory.CreateDirectory(Path.Combine(Source, $"folder {i % 7}")).FullName;
            var content = new byte[random.Next(largest)];
            random.NextBytes(content);
            File.WriteAllBytes(Path.Combine(folder, $"file {i}"), content);
        }
    }

    public async Task<RunView> StartBackupAsync(string? mode = null) =>
        (await Api.RequestBackupAsync(new BackupRequest(System, Component, mode), default)).Runs[0];

    public async Task<RunView> StartRestoreAsync(
        string target, string? point = null, bool overwrite = false) =>
        (await Api.RequestRestoreAsync(
            new RestoreRequest(System, Component, target, point, Overwrite: overwrite), default)).Runs[0];

    public async Task<RunView> BackUpAsync(string? mode = null) =>
        await EndAsync(await StartBackupAsync(mode));

    public async Task<RunView> RestoreAsync(string target) => await EndAsync(await StartRestoreAsync(target));

    /// <summary>Waits until a run is over.</summary>
    public async Task<RunView> EndAsync(RunView run)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var last = run;
        await foreach (var now in Api.FollowRunAsync(run.Id, limit.Token))
        {
            last = now;
        }

        return last;
    }

    public async Task<IReadOnlyList<PointView>> PointsAsync() =>
        (await Api.ListPointsAsync("", default)).Items;

    /// <summary>Stock restic on the vault, for vaults in folders.</summary>
    public ResticClient Restic() => new(VaultFolder, Password);

    /// <summary>Stops the host as a signal would, and starts another on the same data.</summary>
    /// <param name="between">What happens while none runs.</param>
    public async Task RestartAsync(Func<Task>? between = null)
    {
        await StopHostAsync();
        if (between is not null)
        {
            await between();
        }

        await StartHostAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopHostAsync();
        Folder.Dispose();
    }

    private async Task StartHostAsync()
    {
        host = AppHost.Create(new AppHostOptions
        {
            DataDirectory = Data,
            HostJson = Folder["host.json"],
            Clock = options.Clock,
            DrainTimeout = TimeSpan.FromSeconds(5),
            ConfigureLogging = logging => logging.ClearProviders().AddProvider(Log)
                .SetMinimumLevel(LogLevel.Warning),
            ConfigureServices = AddServices,
            Settings = Settings(),
        });
        await host.StartAsync();
        Api =
            new ApiClient(
                host.Url, File.ReadAllText(Path.Combine(Data, ApiKey.FileName)).Trim(), TimeProvider.System);
    }

    private async Task StopHostAsync()
    {
        Api.Dispose();
        await host.StopAsync();
        await host.DisposeAsync();
    }

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            [AppSettings.StorageConnectionName] = options.StorageConnection ?? "",
            [AppSettings.MovementsQueueName] = $"{Unique}-movements",
            [AppSettings.ResultsQueueName] = $"{Unique}-results",
            [AppSettings.ScheduleTickName] = "0 0 0 1 1 *",
            [AppSettings.TendTickName] = "0 0 0 1 1 *",
            [AppSettings.ApiKeyName] = "",
            ["MESH_MOVEMENT_BYTES"] = "65536",
        };
        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        return settings;
    }

    private void AddServices(IServiceCollection services)
    {
        options.Services?.Invoke(services);
        if (options.StorageConnection is { } connection)
        {
            var azurite = new ObjectStoreOptions
            {
                Environment = name => name == "AZURE_STORAGE_CONNECTION_STRING" ? connection : null,
            };
            services.TryAddSingleton<Func<RepositoryLocation, IObjectStore>>(_ => location =>
                ObjectStores.Open(location, TimeProvider.System, azurite));
        }
    }
}
