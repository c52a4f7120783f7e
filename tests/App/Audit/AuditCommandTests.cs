using System.Text.Json;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Microsoft.Data.Sqlite;

namespace Mesh.Tests.App.Audit;

/// <summary><c>mesh audit</c> against a catalogue that somebody changes behind its back.</summary>
public sealed class AuditCommandTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task A_trail_whose_end_was_cut_off_is_told_by_the_kept_head_and_by_exit_code()
    {
        for (var number = 1; number <= 3; number++)
        {
            await ApplyAsync($"revision {number}");
        }

        var first = await AuditAsync("verify", "--head", folder["head"]);
        var again = await AuditAsync("verify", "--head", folder["head"]);
        Execute("DELETE FROM Audit WHERE Number = 3");
        var alone = await AuditAsync("verify");
        var kept = File.ReadAllText(folder["head"]);
        var compared = await AuditAsync("verify", "--head", folder["head"], "--json");

        Assert.Equal((0, 0, 0, 1), (first.ExitCode, again.ExitCode, alone.ExitCode, compared.ExitCode));
        using var document = JsonDocument.Parse(compared.Output);
        Assert.Equal(3, document.RootElement.GetProperty("brokenAt").GetInt64());
        Assert.Contains(
            "cut off", document.RootElement.GetProperty("cause").GetString(), StringComparison.Ordinal);
        Assert.Equal(kept, File.ReadAllText(folder["head"]));
    }

    [Fact]
    public async Task An_entry_that_was_altered_is_named_and_the_trail_can_be_read()
    {
        await ApplyAsync("revision 1");
        await ApplyAsync("revision 2");
        Execute("UPDATE Audit SET Who = 'nobody' WHERE Number = 2");

        var verified = await AuditAsync("verify");
        var listed = await AuditAsync("list");

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("audit entry 2", verified.Errors, StringComparison.Ordinal);
        Assert.Contains("of shop by nobody", verified.Errors, StringComparison.Ordinal);
        Assert.Contains("altered", verified.Errors, StringComparison.Ordinal);
        Assert.Contains("system-created", listed.Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private async Task ApplyAsync(string description)
    {
        File.WriteAllText(folder["shop.yaml"], $$"""
            apiVersion: mesh/v1
            kind: System
            name: shop
            description: {{description}}
            sites: [{name: office}]
            vault: {repository: /nowhere/vault, password: 'env:NOWHERE'}
            components: [{name: documents, kind: files, paths: [/nowhere]}]
            """);
        var applied = await Command.RunAsync(
            ServerProcess.Program, ["system", "apply", folder["shop.yaml"], "--yes", "--data", folder["data"]]);
        Assert.True(applied.ExitCode == 0, applied.Output + applied.Errors);
    }

    private Task<CommandResult> AuditAsync(params string[] arguments) =>
        Command.RunAsync(ServerProcess.Program, ["audit", .. arguments, "--data", folder["data"]]);

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={folder["data/catalog.db"]}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.Equal(1, command.ExecuteNonQuery());
    }
}
