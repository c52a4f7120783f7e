using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Folding;
using Mesh.Storage;
using Mesh.Storage.Faults;
using Mesh.Storage.Files;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Vault;
using Xunit;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>Folding moves a log's segments into snapshots and loses nothing.</summary>
public sealed class FoldTests(TestVault vault, ITestOutputHelper output) : IClassFixture<TestVault>
{
    private static readonly DateTimeOffset All = DateTimeOffset.MaxValue;

    [MariaDbFact]
    public async Task A_folded_log_is_the_same_log_and_capturing_goes_on()
    {
        await using var server = await MariaDbServer.StartAsync();
        await WorkAsync("fold", server);
        var before = await new LogChain(vault.Repository, "fold").ListAsync(default);

        var snapshot = await new LogFold(vault.Repository, "fold").RunAsync(All, default);

        Assert.NotNull(snapshot);
        Assert.Equal(1, await LooseAsync("fold"));
        Assert.Equal(
            before.Select(segment => segment.Hash),
            (await new LogChain(vault.Repository, "fold").ListAsync(default)).Select(segment => segment.Hash));
        await vault.MustEqualFilesOfAsync("fold", server);

        await WorkAsync("fold", server);
        Assert.Null(await new LogFold(vault.Repository, "fold").RunAsync(before[0].SealedAt, default));
        Assert.NotNull(await new LogFold(vault.Repository, "fold").RunAsync(All, default));
        Assert.Null(await new LogFold(vault.Repository, "fold").RunAsync(All, default));
        await vault.MustEqualFilesOfAsync("fold", server);
    }

    [MariaDbFact]
    public async Task A_fold_that_fails_anywhere_is_done_by_the_next()
    {
        await using var server = await MariaDbServer.StartAsync();
        await WorkAsync("faults", server);
        var random = Seed.NewRandom(output);
        var failed = 0;
        var store = new FaultyObjectStore(vault.Store, FaultPlans.None);
        using var repository = await Repository.OpenAsync(store, "password", vault.Repository.Options, default);
        for (var share = 0.3; share > 0.01; share *= 0.75)
        {
            store.Plan = FaultPlans.Random(random, share, Fault.FailBefore, Fault.FailAfter);
            try
            {
                await new LogFold(repository, "faults").RunAsync(All, default);
            }
            catch (MeshException)
            {
                failed++;
            }

            Assert.Empty(await new LogChain(vault.Repository, "faults")
                .VerifyAsync(Captured.FirstFile.Position, default));
        }

        await new LogFold(vault.Repository, "faults").RunAsync(All, default);
        Assert.Equal(1, await LooseAsync("faults"));
        await vault.MustEqualFilesOfAsync("faults", server);
        Assert.NotEqual(0, failed);
    }

    [MariaDbFact]
    public async Task What_no_backup_needs_is_dropped_from_the_beginning_only()
    {
        await using var server = await MariaDbServer.StartAsync();
        await WorkAsync("trim", server);
        await new LogFold(vault.Repository, "trim").RunAsync(All, default);
        await WorkAsync("trim", server);
        var chain = new LogChain(vault.Repository, "trim");
        var all = await chain.ListAsync(default);
        var folded = all[(int)(all[^1].Sequence - await LooseAsync("trim"))].From;

        Assert.Equal(0, await LogTrim.RunAsync(vault.Repository, "trim", all[1].From, default));
        Assert.Equal(all.Count, (await chain.ListAsync(default)).Count);
        // Where a server was killed, a backup may stand at the end of a file that nothing joins.
        var needed = all.Last(segment => segment.File != all[^1].File).To;
        Assert.NotEqual(0, await LogTrim.RunAsync(vault.Repository, "trim", needed, default));

        var left = await chain.ListAsync(default);
        Assert.Equal(needed, left[0].To);
        Assert.Empty(await chain.VerifyAsync(needed, default));
        var finding = Assert.Single(await chain.VerifyAsync(folded, default));
        Assert.Contains("missing", finding.Cause, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_removal_that_is_cut_off_leaves_the_logs_beginning_and_the_next_finishes_it()
    {
        await using var server = await MariaDbServer.StartAsync();
        await WorkAsync("removed", server);
        await new LogFold(vault.Repository, "removed").RunAsync(All, default);
        await WorkAsync("removed", server);
        var random = Seed.NewRandom(output);
        var store = new FaultyObjectStore(vault.Store, FaultPlans.None);
        using var repository = await Repository.OpenAsync(
            store, "password", vault.Repository.Options, default);
        var failed = 0;
        for (var done = false; !done;)
        {
            store.Plan = FaultPlans.Random(random, 0.4, Fault.FailBefore, Fault.FailAfter);
            try
            {
                await LogRemoval.RunAsync(repository, "removed", default);
                done = true;
            }
            catch (MeshException)
            {
                failed++;
            }

            var left = await new LogChain(vault.Repository, "removed").ListAsync(default);
            Assert.Equal(left.Count > 0 ? 1 : 0, left.Count > 0 ? left[0].Sequence : 0);
        }

        Assert.Equal(0, await LooseAsync("removed"));
        Assert.Empty(await new LogChain(vault.Repository, "removed").ListAsync(default));
        Assert.NotEqual(0, failed);
    }

    [MariaDbFact]
    public async Task A_damaged_segment_is_not_folded_and_nothing_is_removed()
    {
        await using var server = await MariaDbServer.StartAsync();
        await WorkAsync("damaged", server);
        var loose = await LooseAsync("damaged");
        const string key = "mesh-log/damaged/000000000002";
        var bytes = await vault.Store.GetAsync(key, default);
        bytes[^20] ^= 1;
        await vault.Store.PutAsync(key, bytes, PutCondition.Overwrite, default);

        var error = await Assert.ThrowsAsync<MeshException>(() =>
            new LogFold(vault.Repository, "damaged").RunAsync(All, default));

        Assert.Equal("damaged-segment", error.Code);
        Assert.Contains("segment 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(loose, await LooseAsync("damaged"));
    }

    [NeedsFact(Needs.MariaDb | Needs.Restic)]
    public async Task Stock_programs_restore_the_servers_files_from_the_snapshots()
    {
        using var folder = new ScratchFolder();
        await using var server = await MariaDbServer.StartAsync();
        await using var store = new FileObjectStore(folder["vault"]);
        using var repository = await Repository.InitAsync(
            store, "password", vault.Repository.Options, default);
        for (var i = 0; i < 2; i++)
        {
            await WorkAsync("stock", server, repository);
            await new LogFold(repository, "stock").RunAsync(All, default);
        }

        await File.WriteAllTextAsync(folder["password"], "password");
        const string script = """
            set -e
            for snapshot in $(restic -q -r "$1/vault" -p "$1/password" snapshots --tag mesh-log:stock --json |
              grep -o '"short_id":"[^"]*"' | cut -d'"' -f4); do
              restic -q -r "$1/vault" -p "$1/password" restore "$snapshot" --target "$1/out"
            done
            restic -q -r "$1/vault" -p "$1/password" check --read-data
            cat "$1"/out/mesh-log/stock/binlog.000001/* > "$1/binlog.000001"
            mariadb-binlog --no-defaults --verify-binlog-checksum "$1/binlog.000001" > "$1/text"
            """;
        var result = await Command.RunAsync("sh", ["-c", script, "sh", folder.FullPath]);

        Assert.True(result.ExitCode == 0, result.Errors);
        var theirs = await File.ReadAllBytesAsync(Path.Combine(server.DataFolder, "binlog.000001"));
        theirs[4 + EventHeader.FlagsOffset] &= 0xFE;
        Assert.Equal(Convert.ToHexString(SHA256.HashData(theirs)),
            Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(folder["binlog.000001"]))));
    }

    private Task WorkAsync(string stream, MariaDbServer server) =>
        WorkAsync(stream, server, vault.Repository);

    private static async Task WorkAsync(string stream, MariaDbServer server, Repository repository)
    {
        await server.SqlAsync("CREATE DATABASE IF NOT EXISTS d; CREATE TABLE IF NOT EXISTS d.t (a INT)");
        for (var i = 0; i < 4; i++)
        {
            await server.SqlAsync($"INSERT INTO d.t SELECT seq FROM d.seq_1_to_{1_000 * i + 1}; FLUSH LOGS");
            await Captured.CaptureToEndAsync(repository, stream, server);
        }
    }

    private async Task<int> LooseAsync(string stream)
    {
        var count = 0;
        await foreach (var _ in vault.Store.ListAsync($"mesh-log/{stream}/", default))
        {
            count++;
        }

        return count;
    }
}
