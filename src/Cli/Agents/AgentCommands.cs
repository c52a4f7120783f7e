using System.CommandLine;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Sites.Epochs;

namespace Mesh.Cli.Agents;

/// <summary><c>mesh agent</c>: the process beside a site's components, and its keys.</summary>
public static class AgentCommands
{
    private static readonly Option<string> Config = new("--config")
    {
        Description = "The agent's configuration (docs/AGENTS.md)",
        HelpName = "FILE",
        DefaultValueFactory = _ => "/etc/mesh/agent.yaml",
    };

    public static void AddTo(RootCommand root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var run = new Command(
            "run", "Keep the site's lease and do its orders until told to stop; then fence what writes here")
        {
            Config,
        };
        run.Run(async (parsed, output, stop) =>
            await AgentRun.RunAsync(await AgentFile.ReadAsync(parsed.GetValue(Config)!, stop), output, stop));
        var check = new Command("check", "Look whether the agent could work here, and say what lacks")
        {
            Config,
        };
        check.Run(async (parsed, output, stop) => await AgentCheck.RunAsync(
            await AgentFile.ReadAsync(parsed.GetValue(Config)!, stop), output, stop));
        var found = new Command(
            "found", "Make the three stores the voters of the system, once; done already, it changes nothing")
        {
            Config,
        };
        found.Run(FoundAsync);
        var agent = new Command("agent", "The agent at a site, and the keys of agents") { run, check, found };
        AgentKeyCommands.AddTo(agent);
        root.Add(agent);
    }

    private static async Task<int> FoundAsync(
        ParseResult parsed, ConsoleOutput output, CancellationToken cancellationToken)
    {
        var options = await AgentFile.ReadAsync(parsed.GetValue(Config)!, cancellationToken);
        await using var voters = EpochVoterLocations.Open(
            options.System.Value, options.Voters, options.LeaseRules, TimeProvider.System);
        await voters.FoundAsync(cancellationToken);
        var names = string.Join(", ", options.Voters.Keys);
        output.WriteLine($"The voters of {options.System} are founded: {names}");
        output.WriteDocument(new { system = options.System.Value, voters = options.Voters });
        return ExitCode.Ok;
    }
}
