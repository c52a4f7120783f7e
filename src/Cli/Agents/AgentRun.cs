using System.Globalization;
using System.Security.Cryptography;
using Mesh.Activities.Secrets;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Sites.Hosting;

namespace Mesh.Cli.Agents;

/// <summary><c>mesh agent run</c>.</summary>
internal static class AgentRun
{
    private static readonly Lock Writing = new();

    /// <summary>
    /// Runs the agent until it is told to stop, and ends with 0 when the site is fenced then.
    /// </summary>
    public static async Task<int> RunAsync(
        AgentOptions options, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        using var random = RandomNumberGenerator.Create();
        await using var hosted = await HostedAgent.OpenAsync(
            options,
            AgentWatchdog.Start(),
            (reference, stop) => SecretResolver.ResolveAsync(reference.ToString(), stop),
            time,
            random,
            Tell,
            cancellationToken);
        await using var role = options.RoleListen is { } listen
            ? await RoleEndpoint.StartAsync(
                listen, hosted.Agent, options.Parts.Select(part => part.Component), time, cancellationToken)
            : null;
        var url = role?.Url.ToString().TrimEnd('/');
        output.WriteLine($"mesh agent serves {options.Site} of {options.System}"
            + (url is null ? "" : $"; it tells roles at {url}"));
        output.WriteDocument(new
        {
            system = options.System.Value, site = options.Site.Value, pid = Environment.ProcessId, role = url,
        });
        if (options.WatchdogCommands.Count == 0 && options.Parts.Count > 0)
        {
            Tell("no watchdog is declared: the end of this site's lease will be no evidence for a failover");
        }

        await hosted.RunAsync(cancellationToken);
        Tell("the agent has ended");
        return ExitCode.Ok;

        void Tell(string line)
        {
            lock (Writing)
            {
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}"));
            }
        }
    }
}
