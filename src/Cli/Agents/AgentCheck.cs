using Mesh.Activities.Secrets;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sites;
using Mesh.Sites.Epochs;
using Mesh.Sites.Hosting;

namespace Mesh.Cli.Agents;

/// <summary><c>mesh agent check</c>: asks all that an agent depends on, and changes nothing.</summary>
internal sealed class AgentCheck(AgentOptions options)
{
    private readonly List<Finding> findings = [];

    /// <summary>Ends with 0 when nothing lacks.</summary>
    public static async Task<int> RunAsync(
        AgentOptions options, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var check = new AgentCheck(options);
        await check.KeyAsync(cancellationToken);
        await check.ServerAsync(cancellationToken);
        await check.VotersAsync(cancellationToken);
        await check.PartsAsync(cancellationToken);
        check.Watchdog();
        var table = new TextTable("what", "", "how it is");
        foreach (var finding in check.findings)
        {
            table.Add(finding.What, finding.Ok ? "ok" : "lacks", finding.Told);
        }

        output.WriteTable(table);
        output.WriteDocument(
            new { system = options.System.Value, site = options.Site.Value, check.findings });
        return check.findings.All(finding => finding.Ok) ? ExitCode.Ok : ExitCode.Failed;
    }

    private async Task KeyAsync(CancellationToken cancellationToken)
    {
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        var file = options.Server.KeyFile;
        await AddAsync("key", async () =>
        {
            await AgentKeyFile.ReadAsync(file, cancellationToken);
            return OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & others) == 0
                ? $"{file} is readable by its owner only"
                : throw new MeshException(
                    "open-key", file, "everybody on this machine can read it",
                    "chmod 600 it, and make a new key");
        });
    }

    private Task ServerAsync(CancellationToken cancellationToken) => AddAsync("server", async () =>
    {
        using var server = new AgentServer(
            options.Server, options.System, options.Site, TimeProvider.System);
        var duties = await server.DutiesAsync(cancellationToken);
        return duties.LeaseSeconds == options.Lease.TotalSeconds
            ? $"{server.Location} takes the key"
            : throw new MeshException(
                "lease-differs", "lease", $"is {options.Lease.TotalSeconds:0} s here, and the system declares "
                + $"{duties.LeaseSeconds:0} s", "write what 'failover.lease' declares");
    });

    private async Task VotersAsync(CancellationToken cancellationToken)
    {
        await using var voters = EpochVoterLocations.Open(
            options.System.Value, options.Voters, options.LeaseRules, TimeProvider.System);
        var survey = await voters.SurveyAsync(cancellationToken);
        foreach (var (name, location) in options.Voters)
        {
            findings.Add(survey.Silent.TryGetValue(name, out var why)
                ? new Finding($"voter {name}", false, $"{why}; 'mesh agent found' founds new ones")
                : new Finding($"voter {name}", true, location));
        }
    }

    private async Task PartsAsync(CancellationToken cancellationToken)
    {
        foreach (var declared in options.Parts)
        {
            await AddAsync($"component {declared.Component}", async () =>
            {
                var part = declared.Open(
                    (reference, stop) => SecretResolver.ResolveAsync(reference.ToString(), stop),
                    TimeProvider.System);
                using var ends = part as IDisposable;
                var answer = await StatusAsync(part, cancellationToken);
                return answer.Code == SiteAnswer.VerbUnknown
                    ? "nothing is declared that tells how it is"
                    : answer.Succeeded && answer.Database?.Role != DatabaseRole.Unreachable
                    ? answer.Told
                    : throw new MeshException(answer.Code, declared.Component, answer.Told, answer.Hint);
            });
        }
    }

    private Task<SiteAnswer> StatusAsync(ISitePart part, CancellationToken cancellationToken) =>
        part.DoAsync(
            new SiteOrder
            {
                OrderId = "check", System = options.System.Value, Site = options.Site.Value,
                Component = part.Component, Verb = SiteVerb.Status, Epoch = 0,
            },
            cancellationToken);

    private void Watchdog()
    {
        if (options.Parts.Count > 0)
        {
            findings.Add(options.WatchdogCommands.Count > 0
                ? new Finding("watchdog", true, $"{options.WatchdogCommands.Count} commands")
                : new Finding("watchdog", false,
                    "none is declared: the end of the lease is no evidence then, and a failover asks you"));
        }
    }

    private async Task AddAsync(string what, Func<Task<string>> look)
    {
        try
        {
            findings.Add(new Finding(what, true, await look()));
        }
        catch (MeshException error)
        {
            findings.Add(new Finding(what, false, error.Message));
        }
    }

    private sealed record Finding(string What, bool Ok, string Told);
}
