using System.Text.Json;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Standings;

/// <summary><c>mesh system status</c> and <c>mesh system downtime</c>.</summary>
public sealed class SystemStatusTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task Status_shows_each_objective_and_the_downtime_that_was_entered()
    {
        File.WriteAllText(folder["shop.yaml"], """
            apiVersion: mesh/v1
            kind: System
            name: shop
            sites: [{name: here}, {name: there, role: standby}]
            objectives: {level: jrt0168-3}
            vault: {repository: /nowhere/vault, password: 'env:NOWHERE'}
            schedule: {timeZone: UTC, full: 0 1 * * *}
            components:
              - {name: documents, kind: files, paths: [/nowhere], standby: {site: there, class: cold}}
            """);
        await MeshAsync(0, "system", "apply", folder["shop.yaml"], "--yes");
        var from = TimeProvider.System.GetUtcNow().AddMinutes(-90).ToString("o");
        var until = TimeProvider.System.GetUtcNow().AddMinutes(-30).ToString("o");

        await MeshAsync(0, "system", "downtime", "shop", "--from", from);
        await MeshAsync(0, "system", "downtime", "shop", "--from", from, "--until", until);
        var refused = await MeshAsync(2, "system", "downtime", "shop", "--from", until, "--until", from);
        var people = await MeshAsync(0, "system", "status", "shop");
        var programs = await MeshAsync(0, "system", "status", "shop", "--json");

        Assert.Contains("ends before it begins", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("shop/documents", people.Output, StringComparison.Ordinal);
        Assert.Contains("not shown to meet the figures of level 3 yet", people.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(programs.Output);
        var rto = document.RootElement.GetProperty("objectives")[0];
        Assert.Equal(
            (86_400, 21_600),
            (rto.GetProperty("wantedSeconds").GetDouble(), rto.GetProperty("predictedSeconds").GetDouble()));
        Assert.False(rto.TryGetProperty("provenSeconds", out _));
        Assert.Single(document.RootElement.GetProperty("downtimes").EnumerateArray());
    }

    public void Dispose() => folder.Dispose();

    private async Task<CommandResult> MeshAsync(int exitCode, params string[] arguments)
    {
        var result = await Command.RunAsync(
            ServerProcess.Program, [.. arguments, "--data", folder["data"]]);
        Assert.True(exitCode == result.ExitCode, $"{result.ExitCode}: {result.Output}{result.Errors}");
        return result;
    }
}
