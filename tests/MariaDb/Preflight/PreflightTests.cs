using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Preflight;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Parts;

namespace Mesh.Tests.MariaDb.Preflight;

/// <summary>The preflight names what is missing, and what it prints mends it.</summary>
public sealed class PreflightTests
{
    [MariaDbFact]
    public async Task The_printed_grants_are_all_that_a_dump_needs()
    {
        await using var server = await MariaDbServer.StartAsync();
        await server.SqlAsync(Dump.Samples.EveryObject);
        await server.SqlAsync("CREATE USER poor@'127.0.0.1' IDENTIFIED BY 'pw', some@'127.0.0.1'");
        var poor = DumpVault.AddressOf(server) with { User = "poor", Password = "pw" };
        var some = DumpVault.AddressOf(server) with { User = "some" };

        foreach (var (address, databases) in new[] { (poor, null), (some, new[] { "objects" }) })
        {
            var before = await MariaDbPreflight.CheckAsync(address, databases, CancellationToken.None);
            Assert.Equal(["privileges-dump", "privileges-log"], before.Select(finding => finding.Code));
            await server.SqlAsync(string.Join('\n', before.SelectMany(finding => finding.Mend)));
            Assert.Empty(await MariaDbPreflight.CheckAsync(address, databases, CancellationToken.None));

            await using var vault = await DumpVault.CreateAsync();
            var mine = await vault.DumpAsync(address, new DumpOptions { Databases = ["objects"] });
            var roots = await vault.DumpAsync(server, new DumpOptions { Databases = ["objects"] });
            Assert.Equal(vault.FilesOf(roots.Tree), vault.FilesOf(mine.Tree));
        }
    }

    [MariaDbFact]
    public async Task Each_setting_that_spoils_the_log_is_named_and_mended_by_what_is_printed()
    {
        await using var server = await MariaDbServer.StartAsync(
            "--binlog-format=MIXED", "--binlog-row-image=MINIMAL", "--binlog-row-metadata=NO_LOG",
            "--sync-binlog=0", "--innodb-flush-log-at-trx-commit=2", "--log-bin-compress=ON",
            "--binlog-expire-logs-seconds=600");
        var address = DumpVault.AddressOf(server);

        var found = await MariaDbPreflight.CheckAsync(address, null, CancellationToken.None);

        Assert.Equal(
            [
                "binlog-expiry", "binlog-format", "binlog-row-image", "binlog-row-metadata",
                "innodb-flush-log-at-trx-commit", "log-bin-compress", "sync-binlog",
            ],
            found.Select(finding => finding.Code).Order(StringComparer.Ordinal));
        await server.SqlAsync(string.Join('\n', found.SelectMany(finding => finding.Mend)));
        Assert.Empty(await MariaDbPreflight.CheckAsync(address, null, CancellationToken.None));
    }

    [MariaDbFact]
    public async Task A_server_without_a_log_and_tables_that_need_care_are_named()
    {
        await using var server = await MariaDbServer.StartAsync("--skip-log-bin", "--log-slave-updates=0");
        await server.SqlAsync(
            """
            CREATE DATABASE d; USE d;
            CREATE TABLE old (a INT PRIMARY KEY) ENGINE=MyISAM;
            CREATE TABLE keyless (a INT);
            CREATE TABLE past (a INT PRIMARY KEY) WITH SYSTEM VERSIONING;
            """);
        var address = DumpVault.AddressOf(server);

        var found = await MariaDbPreflight.CheckAsync(address, null, CancellationToken.None);

        Assert.Equal(
            ["log-bin", "no-primary-key", "not-transactional", "system-versioned"],
            found.Select(finding => finding.Code).Order(StringComparer.Ordinal));
        Assert.Equal("not-transactional", found[0].Code);
        Assert.Contains("d.old", found[0].Lacks, StringComparison.Ordinal);
        await server.SqlAsync(string.Join('\n',
            found.Where(finding => finding.Code != "log-bin").SelectMany(finding => finding.Mend)));
        var left = await MariaDbPreflight.CheckAsync(address, null, CancellationToken.None);
        Assert.Equal(["log-bin"], left.Select(finding => finding.Code));
    }
}
