using System.Diagnostics;
using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Databases;

/// <summary><c>mesh source load</c>: dumps of the stock program are brought in by one command.</summary>
public sealed class SourceLoadTests
{
    [MariaDbFact]
    public async Task A_stock_dump_is_loaded_plain_compressed_and_cut_off_is_told()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync("""
            CREATE DATABASE shop; CREATE TABLE shop.lines (id INT PRIMARY KEY, text CHAR(64));
            INSERT INTO shop.lines SELECT seq, SHA2(seq, 256) FROM shop.seq_1_to_20000;
            """);
        var sum = await server.SqlAsync("CHECKSUM TABLE shop.lines");
        using var folder = new ScratchFolder();
        var dump = await Command.RunAsync("mariadb-dump",
        [
            "--no-defaults",
            $"--socket={server.Socket}",
            "--user=root",
            $"--result-file={folder["shop.sql"]}",
            "--databases", "shop",
        ]);
        Assert.True(dump.ExitCode == 0, dump.Errors);
        await Command.RunAsync("gzip", ["-k", folder["shop.sql"]]);

        var refused = await LoadAsync(server, folder["shop.sql"]);
        await server.SqlAsync("DELETE FROM shop.lines WHERE id > 5");
        var replaced = await LoadAsync(server, folder["shop.sql"], "--overwrite", "--json");
        var afterReplace = await server.SqlAsync("CHECKSUM TABLE shop.lines");
        await server.SqlAsync("DROP DATABASE shop");
        var zipped = await LoadAsync(server, folder["shop.sql.gz"]);
        await File.WriteAllBytesAsync(
            folder["cut.gz"], (await File.ReadAllBytesAsync(folder["shop.sql.gz"]))[..9_000]);
        var cut = await LoadAsync(server, folder["cut.gz"], "--overwrite");

        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("--overwrite", refused.Errors, StringComparison.Ordinal);
        Assert.True(replaced.ExitCode == ExitCode.Ok, replaced.Errors);
        Assert.Equal(
            new FileInfo(folder["shop.sql"]).Length,
            JsonDocument.Parse(replaced.Output).RootElement.GetProperty("bytes").GetInt64());
        Assert.Equal(sum, afterReplace);
        Assert.True(zipped.ExitCode == ExitCode.Ok, zipped.Errors);
        Assert.NotEqual(ExitCode.Ok, cut.ExitCode);
        Assert.Contains("cut.gz", cut.Errors, StringComparison.Ordinal);
    }

    private static Task<CommandResult> LoadAsync(
        MariaDbServer server, string file, params string[] options) =>
        Command.RunAsync(
            ServerProcess.Program, ["source", "load", LogApp.Connection(server), file, .. options]);
}
