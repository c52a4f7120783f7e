using Mesh.Catalog.Manifests;
using Mesh.Cli.Agents;

namespace Mesh.Tests.App.Agents;

/// <summary>What an agent's configuration may say.</summary>
public sealed class AgentFileTests
{
    private static readonly Dictionary<string, string> Voters = new()
    {
        ["a"] = "/v/a", ["b"] = "/v/b", ["w"] = "azure:votes:/w",
    };

    private static AgentYaml Valid => new(
        "bank", "a", "https://mesh.example", "/etc/mesh/agent.key", "/var/lib/mesh-agent", Voters);

    [Fact]
    public void What_is_declared_is_what_the_agent_is_given()
    {
        var yaml = Valid with
        {
            Lease = "30s",
            Watchdog = [["systemctl", "kill", "it's"], ["true"]],
        };
        yaml.WithCommands("web", new Dictionary<string, IReadOnlyList<string>>
        {
            ["start"] = ["/etc/web", "start"], ["status"] = ["/etc/web", "status"],
            ["fence"] = ["/etc/web", "fence"], ["scale-back"] = ["/etc/web", "small"],
            ["rehearse"] = ["/etc/web", "rehearse"],
        }, writes: true);

        var options = AgentFile.Read($"{yaml}", "agent.yaml");

        Assert.Equal(("bank", "a"), (options.System.Value, options.Site.Value));
        Assert.Equal(TimeSpan.FromSeconds(30), options.LeaseRules.Length);
        Assert.Equal(Voters, options.Voters);
        Assert.Equal(["systemctl", "kill", "it's"], options.WatchdogCommands[0]);
        var part = options.Parts.Single().Open((_, _) => Task.FromResult(""), TimeProvider.System);
        using var ends = (IDisposable)part;
        Assert.True(part.Writes);
    }

    [Theory]
    [InlineData("5s")]
    [InlineData("15s")]
    [InlineData("10m")]
    public void Every_lease_leaves_time_to_write_before_the_fence(string lease)
    {
        var rules = AgentFile.Read($"{Valid with { Lease = lease }}", "agent.yaml").LeaseRules;

        Assert.True(rules.FenceTime + rules.KillTime + rules.Pause + rules.VoterLimit < rules.Length);
        Assert.True(rules.KillTime >= TimeSpan.FromMilliseconds(700));
    }

    [Theory]
    [InlineData("system: bank", "system: Bank!", "system")]
    [InlineData("site: a", "", "site")]
    [InlineData("kind: Agent", "kind: System", "kind")]
    [InlineData("url: 'https://mesh.example'", "url: 'mesh.example'", "server.url")]
    [InlineData("url: 'https://mesh.example'", "url: 'https://mesh.example/path'", "server.url")]
    [InlineData("url: 'https://mesh.example'", "url: 'https://user:word@mesh.example'", "server.url")]
    [InlineData("url: 'https://mesh.example'", "url: 'http://mesh.example'", "server.url")]
    [InlineData("keyFile: '/etc/mesh/agent.key'", "keyfile: '/etc/mesh/agent.key'", "server.keyfile")]
    [InlineData("keyFile: '/etc/mesh/agent.key'", "keyFile: 'agent.key'", "server.keyFile")]
    [InlineData("state: '/var/lib/mesh-agent'", "state: 'here'", "state")]
    [InlineData(", w: 'azure:votes:/w'", "", "voters")]
    [InlineData("'azure:votes:/w'", "'s3:w'", "voters.w")]
    [InlineData("lease: 15s", "lease: 4s", "lease")]
    [InlineData("lease: 15s", "lease: soon", "lease")]
    [InlineData("listen: '127.0.0.1:0'", "listen: '7475'", "role.listen")]
    [InlineData("listen: '127.0.0.1:0'", "port: 7475", "role.port")]
    [InlineData("lease: 15s", "lease: 15s\nwatchdog: {commands: [kill]}", "watchdog.commands[0]")]
    [InlineData("lease: 15s", "lease: 15s\nwatchdog: {commands: [[]]}", "watchdog.commands")]
    [InlineData("lease: 15s", "lease: 15s\ncomponents: [{name: db}]", "components[0].name")]
    [InlineData("lease: 15s", "lease: 15s\ncomponents: [{name: db, mariadb: {kill: [x]}}]",
        "components[0].mariadb.connection")]
    [InlineData("lease: 15s", "lease: 15s\ncomponents: [{name: web, commands: {begin: [x]}}]",
        "components[0].commands.begin")]
    [InlineData("lease: 15s", "lease: 15s\ncomponents: [{name: books, script: {}}]", "components[0].script.run")]
    [InlineData("lease: 15s",
        "lease: 15s\ncomponents: [{name: web, commands: {}}, {name: web, commands: {}}]", "components[1].name")]
    public void What_is_wrong_is_refused_by_its_field_and_line(string right, string wrong, string field)
    {
        var text = $"{Valid}";
        Assert.Contains(right, text, StringComparison.Ordinal);

        var refusal = Assert.Throws<InvalidManifestException>(
            () => AgentFile.Read(text.Replace(right, wrong, StringComparison.Ordinal), "agent.yaml"));

        Assert.Contains(refusal.Problems, problem => problem.Field == field && problem.Line > 0);
        Assert.DoesNotContain("word", refusal.Message, StringComparison.Ordinal);
    }
}
