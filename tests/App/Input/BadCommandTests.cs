using System.Text.Json;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Input;

/// <summary>Bad input of every command of the app: exit code, message, and nothing changed.</summary>
public sealed class BadCommandTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public static TheoryData<int, string, string> Cases => new()
    {
        { 2, "serve --urls nonsense --data {data}", "nonsense" },
        { 2, "serve --nonsense", "--nonsense" },
        { 2, "system apply {folder}/absent.yaml --yes --data {data}", "absent.yaml" },
        { 2, "system apply {folder}/broken.yaml --yes --data {data}", "broken.yaml:" },
        { 2, "system apply {folder}/good.yaml --data {data}", "--yes" },
        { 2, "system apply", "missing" },
        { 2, "system advise {folder}/good.yaml", "prices" },
        { 2, "system advise {folder}/broken.yaml", "broken.yaml:" },
        { 2, "system status nosuch --data {data}", "nosuch" },
        { 2, "system downtime nosuch --from 2026-01-01T00:00:00Z --data {data}", "nosuch" },
        { 2, "system downtime shop --from yesterday-ish --data {data}", "yesterday-ish" },
        { 2, "system show nosuch --data {data}", "nosuch" },
        { 2, "system show UPPER --data {data}", "UPPER" },
        { 2, "system delete nosuch --yes --data {data}", "nosuch" },
        { 2, "backup run nosuch --data {data}", "nosuch" },
        { 2, "backup run nosuch/part --data {data}", "nosuch" },
        { 2, "backup run a/b/c --data {data}", "SYSTEM/COMPONENT" },
        { 2, "backup run", "missing" },
        { 2, "points NOT_A_NAME --data {data}", "NOT_A_NAME" },
        { 2, "restore nosuch/part --target {folder}/out --data {data}", "nosuch" },
        { 2, "restore nosuch --target {folder}/out --data {data}", "SYSTEM/COMPONENT" },
        { 2, "restore a/b --target {folder}/out --at yesterday-ish --data {data}", "yesterday-ish" },
        { 2, "restore a/b --data {data}", "--target" },
        { 2, "restore a/b --target {folder}/out --to mariadb://a@b --data {data}", "either --target or --to" },
        { 2, "restore a/b --to mysql://a@b --data {data}", "'mysql' are not built yet" },
        { 2, "restore a/b --to mariadb://a:hunter2@b --data {data}", "must not stand here" },
        { 2, "restore nosuch/b --target {folder}/out --at latest --dry-run --data {data}", "nosuch" },
        { 2, "source check", "missing" },
        { 2, "source check db1", "not a connection" },
        { 2, "runs no.such.run --data {data}", "no.such.run" },
        { 2, "runs BAD_ID --data {data}", "BAD_ID" },
        { 2, "runs --cancel --data {data}", "--cancel" },
        { 2, "runs --limit many --data {data}", "many" },
        { 2, "runs --limit 100000 --data {data}", "limit" },
        { 2, "audit verify --head {folder}/good.yaml --data {data}", "good.yaml" },
        { 2, "audit list --limit 501 --data {data}", "limit" },
        { 2, "demo --storage tape", "tape" },
        { 2, "demo --path {folder}/absent", "absent" },
        { 2, "nonsense", "nonsense" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Is_refused_by_exit_code_and_message(int exitCode, string line, string named)
    {
        ArgumentNullException.ThrowIfNull(line);
        File.WriteAllText(
            folder["broken.yaml"], "apiVersion: mesh/v1\nkind: System\nname: shop\nsytes: []\n");
        File.WriteAllText(folder["good.yaml"], """
            apiVersion: mesh/v1
            kind: System
            name: shop
            sites: [{name: office}]
            vault: {repository: /nowhere/vault, password: 'env:NOWHERE'}
            components: [{name: documents, kind: files, paths: [/nowhere]}]
            """);
        var arguments = line.Split(' ').Select(word => word
            .Replace("{data}", folder["data"], StringComparison.Ordinal)
            .Replace("{folder}", folder.FullPath, StringComparison.Ordinal));

        var run = await Command.RunAsync(ServerProcess.Program, [.. arguments, "--json"]);

        Assert.True(exitCode == run.ExitCode, $"{run.ExitCode}: {run.Output}{run.Errors}");
        using var document = JsonDocument.Parse(run.Output);
        var error = document.RootElement.GetProperty("error");
        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(error.GetProperty("cause").GetString()!);
        Assert.False(Directory.Exists(folder["out"]));
        if (Directory.Exists(folder["data"]))
        {
            var systems = await Command.RunAsync(
                ServerProcess.Program, ["system", "list", "--data", folder["data"], "--json"]);
            using var list = JsonDocument.Parse(systems.Output);
            Assert.Equal(0, list.RootElement.GetProperty("items").GetArrayLength());
        }
    }

    public void Dispose() => folder.Dispose();
}
