using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Proving;
using Mesh.Storage;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Log;
using Mesh.Vault.Packs;
using Xunit;

namespace Mesh.Tests.MariaDb.Proving;

/// <summary>Backups and their logs are restored into scratch servers, and what is wrong is found.</summary>
public sealed class RehearsalTests(TestVault vault) : IClassFixture<TestVault>
{
    private const string Setup = """
        CREATE DATABASE bank; CREATE TABLE bank.entry (id INT PRIMARY KEY, amount INT);
        INSERT INTO bank.entry VALUES (1, 5), (2, -5);
        CREATE USER clerk@localhost;
        CREATE EVENT bank.tick ON SCHEDULE EVERY 1 SECOND DO DELETE FROM bank.entry;
        """;

    private static readonly SqlAssertion Balanced =
        new("the sum is 0", "SELECT SUM(amount) = 0 FROM bank.entry", "1");

    [MariaDbFact]
    public async Task A_backup_and_its_log_are_proven_in_a_server_that_is_gone_afterwards()
    {
        using var scratch = new ScratchFolder();
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(Setup);
        var basis = await DumpAsync(source, "first");
        await source.SqlAsync("INSERT INTO bank.entry VALUES (3, 7), (4, -7)");
        await vault.CaptureToEndAsync("proven", source, basis.Start!);
        var newest = await DumpAsync(source, "second");

        var shown = await RunAsync(scratch, new RehearsalRequest
        {
            Bases = [basis],
            Log = new LogChain(vault.Repository, "proven"),
            Assertions = [Balanced, new("rows", "SELECT COUNT(*) FROM bank.entry", "4")],
        });
        var moment = await RunAsync(scratch, new RehearsalRequest
        {
            Bases = [basis, newest],
            Log = new LogChain(vault.Repository, "proven"),
            Moment = 0,
            Assertions = [new("rows", "SELECT COUNT(*) FROM bank.entry", "2")],
        });

        Assert.Equal("", string.Join("; ", shown.Findings));
        Assert.Equal(1, shown.TablesCompared);
        var gtid = (await source.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        Assert.EndsWith(gtid, shown.Position, StringComparison.Ordinal);
        Assert.Equal(
            ["start", "load", "verify", "replay", "verify-replay", "assert"],
            shown.Stages.Select(stage => stage.Name));
        Assert.Empty(shown.TablesScanned);
        Assert.Equal(("first", false), (moment.Base, moment.BaseDamaged));
        Assert.Equal("", string.Join("; ", moment.Findings));
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch["s"]));
    }

    [MariaDbFact]
    public async Task A_damaged_part_of_the_log_and_of_the_backup_are_told_apart()
    {
        using var scratch = new ScratchFolder();
        using var own = new TestVault();
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(Setup);
        var basis = await DumpAsync(source, "base", own);
        await source.SqlAsync("INSERT INTO bank.entry VALUES (3, 7), (4, -7)");
        await own.CaptureToEndAsync("torn", source, basis.Start!);
        var request = new RehearsalRequest { Bases = [basis], Log = new LogChain(own.Repository, "torn") };

        await FlipAsync(own, "mesh-log/torn/");
        var log = await RunAsync(scratch, request, own);
        await FlipAsync(own, "data/");
        var both = await RunAsync(scratch, request with { Log = null }, own);

        Assert.Contains("torn", Assert.Single(log.Findings), StringComparison.Ordinal);
        Assert.False(log.BaseDamaged);
        Assert.NotEmpty(both.Findings);
        Assert.True(both.BaseDamaged);
    }

    [MariaDbFact]
    public async Task An_assertion_that_does_not_hold_or_cannot_be_asked_is_a_finding()
    {
        using var scratch = new ScratchFolder();
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(Setup);
        var basis = await DumpAsync(source, "base");

        var shown = await RunAsync(scratch, new RehearsalRequest
        {
            Bases = [basis],
            Assertions =
            [
                Balanced,
                new("three entries", "SELECT COUNT(*) FROM bank.entry", "3"),
                new("no such table", "SELECT 1 FROM bank.absent", "1"),
                new("writes", "DELETE FROM bank.entry", "1"),
                new("still two", "SELECT COUNT(*) FROM bank.entry", "2"),
            ],
        });

        Assert.True(shown.Findings.Count == 3, string.Join("; ", shown.Findings));
        Assert.Contains(
            "'three entries' does not hold: it gives 2, expected 3",
            shown.Findings[0],
            StringComparison.Ordinal);
        Assert.Contains("bank.absent", shown.Findings[1], StringComparison.Ordinal);
        Assert.Contains("READ ONLY", shown.Findings[2], StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_scratch_server_is_sealed_and_what_a_killed_one_left_is_swept()
    {
        using var scratch = new ScratchFolder();
        using var random = RandomNumberGenerator.Create();
        var left = Path.Combine(scratch["s"], "0badcafe");
        Directory.CreateDirectory(left);
        await File.WriteAllTextAsync(Path.Combine(left, "in-use"), "");
        await using (var server =
            await ScratchServer.StartAsync(scratch["s"], 0, random, TimeProvider.System, default))
        {
            Assert.False(Directory.Exists(left));
            var folder = Path.GetDirectoryName(server.Address.Socket)!;
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(folder));
            var said = await Command.RunAsync("mariadb",
            [
                "--no-defaults", $"--socket={server.Address.Socket}", $"--user={server.Address.User}",
                $"--password={server.Address.Password}", "-BNe",
                "SELECT @@skip_networking, @@event_scheduler, @@log_bin, @@local_infile",
            ]);
            Assert.Equal("1\tOFF\t0\t0\n", said.Output);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch["s"]));
    }

    [MariaDbFact]
    public async Task What_stands_in_the_way_of_a_proof_is_an_error_that_proves_nothing()
    {
        using var scratch = new ScratchFolder();
        using var random = RandomNumberGenerator.Create();
        var deep = scratch[string.Join('/', Enumerable.Repeat("folder", 20))];

        var full = await Assert.ThrowsAsync<MeshException>(() => ScratchServer.StartAsync(
            scratch["s"], long.MaxValue / 4, random, TimeProvider.System, default));
        var path = await Assert.ThrowsAsync<MeshException>(() => ScratchServer.StartAsync(
            deep, 0, random, TimeProvider.System, default));

        Assert.Equal("scratch-disk-full", full.Code);
        Assert.Equal("scratch-path-too-long", path.Code);
        Assert.Contains("MESH_SCRATCH", path.Hint, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch["s"]));
    }

    private async Task<RehearsalBase> DumpAsync(MariaDbServer server, string name, TestVault? into = null)
    {
        var repository = (into ?? vault).Repository;
        await using var writer = repository.CreateWriter(new BlobWriterOptions { VerifyOnWrite = true });
        var dump = await MariaDbDump.RunAsync(
            server.Login(), repository, writer, new DumpOptions(), TimeProvider.System, default);
        await writer.FlushAsync(default);
        var point = dump.Record.Point;
        return new RehearsalBase(
            name,
            dump.Tree,
            new LogStart(
                new(point.BinlogFile!, point.BinlogPosition!.Value), GtidPosition.Parse(point.Gtid!)));
    }

    // One bit in the middle of each object whose name begins so.
    private static async Task FlipAsync(TestVault own, string prefix)
    {
        await foreach (var found in own.Store.ListAsync(prefix, default))
        {
            var bytes = await own.Store.GetAsync(found.Key, default);
            bytes[bytes.Length / 2] ^= 4;
            await own.Store.PutAsync(found.Key, bytes, PutCondition.Overwrite, default);
        }
    }

    private async Task<RehearsalResult> RunAsync(
        ScratchFolder scratch, RehearsalRequest request, TestVault? from = null)
    {
        using var random = RandomNumberGenerator.Create();
        return await new Rehearsal(
            (from ?? vault).Repository, request, scratch["s"], TimeProvider.System, random)
            .RunAsync(default);
    }
}
