using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit;

namespace Mesh.Tests.MariaDb.Log;

/// <summary>A log that cannot be followed is told apart from one that is only out of reach.</summary>
public sealed class BrokenLogTests(TestVault vault) : IClassFixture<TestVault>
{
    [MariaDbFact]
    public async Task A_file_that_was_purged_before_it_was_captured_is_named()
    {
        await using var server = await StartAsync("purged");
        await server.SqlAsync("INSERT INTO d.t VALUES (2); FLUSH LOGS; FLUSH LOGS; PURGE BINARY LOGS TO 'binlog.000003'");

        var error = await RefusedAsync("purged", server);

        Assert.Equal((LogBreak.Purged, "log-purged"), (error.Reason, error.Code));
        Assert.Contains("binlog.000001", error.Message, StringComparison.Ordinal);
        Assert.Contains("full backup", error.Hint, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_file_that_was_purged_after_it_was_captured_whole_is_no_loss()
    {
        await using var server = await StartAsync("gone");
        await server.SqlAsync("FLUSH LOGS");
        await vault.CaptureToEndAsync("gone", server);
        var before = await vault.Repository.Store.StatAsync("mesh-log/gone/000000000001", default);

        // The new file begins with nothing of its own, and the old one goes.
        await server.SqlAsync("INSERT INTO d.t VALUES (3); FLUSH LOGS; INSERT INTO d.t VALUES (4)");
        await vault.CaptureToEndAsync("gone", server);
        await server.SqlAsync("PURGE BINARY LOGS TO 'binlog.000003'; INSERT INTO d.t VALUES (5)");
        var status = await vault.CaptureToEndAsync("gone", server);

        Assert.NotNull(before);
        Assert.Equal("0-1-6", status.Newest!.Position);
    }

    [MariaDbFact]
    public async Task A_reset_log_is_named_even_when_its_files_have_the_same_names()
    {
        await using var server = await StartAsync("reset");
        await server.SqlAsync("RESET MASTER; INSERT INTO d.t SELECT seq FROM d.seq_1_to_5000");

        var error = await RefusedAsync("reset", server);

        Assert.Equal(LogBreak.Replaced, error.Reason);
        Assert.Contains("binlog.000001", error.Message, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_reset_log_that_is_shorter_is_named()
    {
        await using var server = await StartAsync("shorter");
        await server.SqlAsync("FLUSH LOGS; INSERT INTO d.t VALUES (2)");
        await vault.CaptureToEndAsync("shorter", server);
        await server.SqlAsync("RESET MASTER");

        Assert.Equal(LogBreak.Reset, (await RefusedAsync("shorter", server)).Reason);
    }

    [MariaDbFact]
    public async Task Another_server_at_the_same_place_is_named()
    {
        await using var first = await StartAsync("other");
        await using var sameId = await StartAsync("unused", 2);
        await using var otherId = await MariaDbServer.StartAsync("--server-id=2");

        Assert.Equal(LogBreak.Replaced, (await RefusedAsync("other", sameId)).Reason);
        var error = await RefusedAsync("other", otherId);
        Assert.Equal(LogBreak.Replaced, error.Reason);
        Assert.Contains("server 2", error.Message, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_switched_gtid_domain_is_named_with_its_transaction()
    {
        await using var server = await StartAsync("domain");
        await server.SqlAsync("SET GLOBAL gtid_domain_id = 9");
        await server.SqlAsync("INSERT INTO d.t VALUES (2)");

        var error = await RefusedAsync("domain", server);

        Assert.Equal(LogBreak.DomainSwitched, error.Reason);
        Assert.Contains("9-1-1", error.Message, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_log_without_checksums_is_refused_by_name()
    {
        await using var server = await StartAsync("unsummed");
        await server.SqlAsync("SET GLOBAL binlog_checksum = NONE; INSERT INTO d.t VALUES (2)");

        var error = await Assert.ThrowsAsync<DamagedLogException>(() =>
            vault.CaptureToEndAsync("unsummed", server));

        Assert.Contains("checksum", error.Message, StringComparison.Ordinal);
    }

    private async Task<MariaDbServer> StartAsync(string stream, int value = 1)
    {
        var server = await MariaDbServer.StartAsync();
        await server.SqlAsync(
            $"CREATE DATABASE d; CREATE TABLE d.t (a INT); INSERT INTO d.t VALUES ({value})");
        await vault.CaptureToEndAsync(stream, server);
        return server;
    }

    private Task<LogBrokenException> RefusedAsync(string stream, MariaDbServer server) =>
        Assert.ThrowsAsync<LogBrokenException>(() => vault.CaptureToEndAsync(stream, server));
}
