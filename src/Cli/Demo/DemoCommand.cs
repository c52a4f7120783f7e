using System.CommandLine;
using System.Security.Cryptography;
using Mesh.Cli.Client;
using Mesh.Cli.Demo.Failover;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Functions;
using Mesh.Storage;
using Mesh.Storage.Locations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Cli.Demo;

/// <summary><c>mesh demo</c>: the main job from end to end, on a scratch copy of a directory.</summary>
public static class DemoCommand
{
    private const string Folder = "folder";
    private const string Azurite = "azurite";

    private static readonly Option<string?> PathOption = new("--path")
    {
        Description = "The directory to protect a copy of; else Mesh's own sources",
        HelpName = "DIR",
    };

    private static readonly Option<string> Storage = new("--storage")
    {
        Description = "Where vault and queues are: folder, or azurite (started by the demo; needs Node.js)",
        HelpName = "folder|azurite",
        DefaultValueFactory = _ => Folder,
    };

    private static readonly Option<bool> Keep =
        new("--keep") { Description = "Keep the scratch folder, and say where" };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Storage.AcceptOnlyFromAmong(Folder, Azurite);
        var demo = new Command("demo", "See a directory backed up, changed, backed up again and restored")
        {
            PathOption, Storage, Keep, FailoverDemoCommand.Create(),
        };
        demo.Run(RunAsync);
        root.Add(demo);
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new MeshException("not-supported", "mesh demo", "files are protected on Linux only");
        }

        using var random = RandomNumberGenerator.Create();
        var keep = parsed.GetValue(Keep);
        using var folder = new DemoFolder(random, keep);
        var path = parsed.GetValue(PathOption);
        if (path is null)
        {
            await DemoSource.CopyOwnAsync(folder.Source, cancellationToken);
        }
        else
        {
            await DemoSource.CopyDirectoryAsync(Path.GetFullPath(path), folder.Source, cancellationToken);
        }

        var storage = parsed.GetValue(Storage)!;
        await using var azurite = storage == Azurite
            ? await AzuriteProcess.StartAsync(folder.Azurite, TimeProvider.System, cancellationToken)
            : null;
        await using var session = await Session.OpenAsync(
            Options(folder, azurite?.ConnectionString), cancellationToken);
        var repository = azurite is null ? folder.Vault : "azure:mesh-demo:/vault";
        output.WriteLine($"Protecting a copy of {path ?? "Mesh's own sources"}; vault and queues: {storage}");
        var report =
            await new DemoRun(session.Api, folder, output).RunAsync(repository, storage, cancellationToken);
        output.WriteDocument(report);
        if (keep)
        {
            output.WriteLine($"Kept: {folder.Root}");
        }

        return report.Equal ? ExitCode.Ok : ExitCode.Failed;
    }

    private static AppHostOptions Options(DemoFolder folder, string? connection)
    {
        var settings = new Dictionary<string, string>
        {
            [AppSettings.StorageConnectionName] = connection ?? "",
            [AppSettings.ApiKeyName] = "",
            [AppSettings.ScheduleTickName] = "0 0 0 1 1 *",
        };
        return new AppHostOptions
        {
            DataDirectory = folder.Data,
            Settings = settings,
            DrainTimeout = TimeSpan.FromSeconds(2),
            ConfigureLogging = logging => logging.ClearProviders(),
            ConfigureServices = connection is null ? null : services => AddStores(services, connection),
        };
    }

    private static void AddStores(IServiceCollection services, string connection)
    {
        var options = new ObjectStoreOptions
        {
            Environment = name => name == "AZURE_STORAGE_CONNECTION_STRING" ? connection : null,
        };
        services.AddSingleton<Func<RepositoryLocation, IObjectStore>>(provider => location =>
            ObjectStores.Open(location, provider.GetRequiredService<TimeProvider>(), options));
    }
}
