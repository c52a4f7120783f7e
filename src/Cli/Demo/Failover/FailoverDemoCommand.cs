using System.CommandLine;
using System.Security.Cryptography;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Serving;
using Mesh.Domain.Errors;
using Mesh.Functions;
using Microsoft.Extensions.Logging;
using MySqlConnector;

namespace Mesh.Cli.Demo.Failover;

/// <summary>
/// <c>mesh demo failover</c>: a hot standby takes over from a site that is killed under load, and gives
/// production back.
/// </summary>
internal static class FailoverDemoCommand
{
    private static readonly Option<bool> Keep =
        new("--keep") { Description = "Keep the scratch folder with all logs, and say where" };

    public static Command Create()
    {
        var command = new Command(
            "failover",
            "See a site killed under load, its standby take over by itself, and the way back; needs "
            + "the programs of MariaDB and HAProxy");
        command.Options.Add(Keep);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new MeshException("not-supported", "mesh demo failover", "it runs on Linux only");
        }

        using var random = RandomNumberGenerator.Create();
        var keep = parsed.GetValue(Keep);
        using var folder = new DemoFolder(random, keep);
        await using var session = await Session.OpenAsync(
            new AppHostOptions
            {
                DataDirectory = folder.Data,
                Settings = new Dictionary<string, string>
                {
                    [AppSettings.StorageConnectionName] = "",
                    [AppSettings.ApiKeyName] = "",
                },
                DrainTimeout = TimeSpan.FromSeconds(2),
                ConfigureLogging = logging => logging.ClearProviders(),
            },
            cancellationToken);
        try
        {
            var report = await new FailoverDemoRun(session.Api, folder, output, TimeProvider.System)
                .RunAsync(cancellationToken);
            output.WriteDocument(report);
            return report.Succeeded ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (MySqlException error)
        {
            throw DemoDatabase.Failed(error);
        }
        finally
        {
            if (keep)
            {
                output.WriteLine($"Kept: {folder.Root}");
            }
        }
    }
}
