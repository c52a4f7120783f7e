using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Databases;

/// <summary><c>mesh source check</c>: what it prints mends what it found.</summary>
public sealed class SourceCheckTests
{
    [MariaDbFact]
    public async Task An_account_without_privileges_is_told_the_grants_it_needs_and_they_suffice()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync("CREATE USER mesh@localhost IDENTIFIED BY 'correct horse'");

        var (before, lacking) = await CheckAsync(server, "mesh");
        await server.SqlAsync(Statements(lacking));
        var (after, _) = await CheckAsync(server, "mesh");

        Assert.Equal(ExitCode.Failed, before);
        Assert.False(lacking.GetProperty("canBackUp").GetBoolean());
        Assert.Equal(ExitCode.Ok, after);
    }

    [MariaDbFact]
    public async Task A_log_that_cannot_be_captured_is_told_what_to_set_and_that_suffices()
    {
        await using var server = await MariaDbServer.StartAsync("--binlog-format=MIXED", "--binlog-row-metadata=NO_LOG");

        var (before, lacking) = await CheckAsync(server, "root");
        await server.SqlAsync(Statements(lacking));
        var (after, _) = await CheckAsync(server, "root");

        Assert.Equal(ExitCode.Incomplete, before);
        Assert.True(lacking.GetProperty("canBackUp").GetBoolean());
        Assert.False(lacking.GetProperty("canCaptureLog").GetBoolean());
        Assert.Equal(ExitCode.Ok, after);
    }

    [MariaDbFact]
    public async Task Bad_connections_are_refused_with_cause_and_way_out()
    {
        foreach (var (connection, code) in new[]
        {
            ("db1", ExitCode.BadInput), ("mysql://mesh@db1", ExitCode.BadInput),
            ("mariadb://mesh:hunter2@db1", ExitCode.BadInput),
            ("mariadb://mesh@127.0.0.1:1?tls=off", ExitCode.Failed),
            ("mariadb://mesh@127.0.0.1:1?password=env:NOT_SET_ANYWHERE", ExitCode.BadInput),
        })
        {
            var result = await Command.RunAsync(ServerProcess.Program, ["source", "check", connection]);

            Assert.Equal(code, result.ExitCode);
            Assert.StartsWith("mesh: ", result.Errors, StringComparison.Ordinal);
            Assert.Contains(" (", result.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", result.Errors, StringComparison.Ordinal);
        }
    }

    private static async Task<(int ExitCode, JsonElement Document)> CheckAsync(
        MariaDbServer server, string user)
    {
        var password = user == "root" ? "" : "&password=env:CHECKED_PASSWORD";
        var result = await Command.RunAsync(
            ServerProcess.Program,
            ["source", "check", $"mariadb://{user}@127.0.0.1:{server.Port}?tls=off{password}", "--json"],
            new Dictionary<string, string?> { ["CHECKED_PASSWORD"] = "correct horse" });
        Assert.Equal("", result.Errors);
        using var document = JsonDocument.Parse(result.Output);
        return (result.ExitCode, document.RootElement.Clone());
    }

    // Lines that are no statements belong into the server's configuration.
    private static string Statements(JsonElement document) => string.Join('\n',
        document.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("severity").GetString() != "advice")
            .SelectMany(finding => finding.GetProperty("mend").EnumerateArray())
            .Select(line => line.GetString()!)
            .Where(line => line.EndsWith(';')));
}
