using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.MariaDb.Verifying;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Dump;
using Mesh.Tests.MariaDb.Parts;

namespace Mesh.Tests.MariaDb.Load;

/// <summary>A load overwrites nothing by itself, can be gone on with, and finds what differs.</summary>
public sealed class LoadTests(TwoServers servers) : IClassFixture<TwoServers>
{
    [MariaDbFact]
    public async Task A_row_that_differs_on_the_target_is_found_in_its_table()
    {
        await servers.Source.SqlAsync(
            Samples.EveryType.Replace("types", "altered", StringComparison.Ordinal));
        await using var vault = await DumpVault.CreateAsync();
        var dump = await vault.DumpAsync(servers.Source, new DumpOptions { Databases = ["altered"] });
        await vault.LoadAsync(servers.Target, dump.Tree);
        (string Table, string Change)[] changes =
        [
            ("numbers", "UPDATE numbers SET f = f * 1.0000001 WHERE id = 4"),
            ("times", "UPDATE times SET t6 = t6 + INTERVAL 1 MICROSECOND WHERE id = 3"),
            ("texts", "UPDATE texts SET e = 2 WHERE e = 0"),
            ("bytes", "UPDATE bytes SET v = NULL WHERE v = ''"),
            ("same rows", "DELETE FROM `same rows` WHERE a = 1 LIMIT 1"),
        ];

        foreach (var (table, change) in changes)
        {
            await servers.Target.SqlAsync($"SET sql_mode=''; {change}", "altered");
            var found = await MariaDbVerify.RunAsync(
                DumpVault.AddressOf(servers.Target), dump.Record, null, 2, null, CancellationToken.None);
            Assert.Contains(found, mismatch => mismatch.Table == $"altered.{table}");
        }

        await servers.Target.SqlAsync("DROP TABLE bytes", "altered");
        var all = await MariaDbVerify.RunAsync(
            DumpVault.AddressOf(servers.Target), dump.Record, null, 2, null, CancellationToken.None);
        Assert.Equal(
            ["altered.bytes: it is not there with the same columns", "altered.numbers: its 5 rows are not those of the dump",
             "altered.same rows: it has 4 rows, the dump 5"],
            all.Take(3).Select(mismatch => mismatch.ToString()));
    }

    [MariaDbFact]
    public async Task What_is_there_is_refused_replaced_or_gone_on_with_as_told()
    {
        await servers.Source.SqlAsync(Samples.EveryObject
            .Replace("objects", "again", StringComparison.Ordinal)
                .Replace("other", "again2", StringComparison.Ordinal));
        await using var vault = await DumpVault.CreateAsync();
        var dump = await vault.DumpAsync(servers.Source, new DumpOptions { Databases = ["again", "again2"] });
        await servers.Target.SqlAsync("CREATE DATABASE again; CREATE TABLE again.mine (a INT)");

        var error = await Assert.ThrowsAsync<MeshException>(() => vault.LoadAsync(servers.Target, dump.Tree));
        Assert.Equal("mariadb-database-exists", error.Code);
        Assert.Contains("again", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine\n", await servers.Target.SqlAsync("SHOW TABLES FROM again"));

        var replace = new LoadOptions { Existing = ExistingDatabases.Replace };
        Assert.Empty((await vault.LoadAsync(servers.Target, dump.Tree, replace)).Mismatches);
        await servers.Target.SqlAsync(
            "DROP TABLE again.`part``s`; DELETE FROM again.child LIMIT 1; DROP VIEW again.a_view");
        var resumed = await vault.LoadAsync(
            servers.Target, dump.Tree, new LoadOptions { Existing = ExistingDatabases.Resume });
        Assert.Empty(resumed.Mismatches);
        Assert.Equal((2, 1), (resumed.TablesLoaded, resumed.TablesKept));
        Assert.Equal(
            await Definitions.OfAsync(servers.Source, "again"),
            await Definitions.OfAsync(servers.Target, "again"));
    }

    [MariaDbFact]
    public async Task A_server_without_databases_is_restored_and_gone_on_with_too()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync();
        await using var vault = await DumpVault.CreateAsync();
        var dump = await vault.DumpAsync(source);

        foreach (var existing in Enum.GetValues<ExistingDatabases>())
        {
            var load = await vault.LoadAsync(target, dump.Tree, new LoadOptions { Existing = existing });

            Assert.Empty(load.Record.Databases);
            Assert.Empty(load.Mismatches);
        }
    }

    [MariaDbFact]
    public async Task Chosen_databases_are_restored_alone_and_accounts_when_asked_for()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(
            """
            CREATE DATABASE one; CREATE TABLE one.t (a INT PRIMARY KEY); INSERT INTO one.t VALUES (1);
            CREATE DATABASE two; CREATE TABLE two.t (a INT PRIMARY KEY);
            CREATE VIEW one.v AS SELECT * FROM two.t;
            CREATE USER chosen@'%' IDENTIFIED BY 'secret'; GRANT SELECT ON one.* TO chosen@'%';
            """);
        await using var vault = await DumpVault.CreateAsync();
        var dump = await vault.DumpAsync(source);
        var options = new LoadOptions { Databases = ["one"], Accounts = true };

        var load = await vault.LoadAsync(servers.Target, dump.Tree, options);

        Assert.Contains("two.t", Assert.Single(load.Warnings), StringComparison.Ordinal);
        Assert.Equal("", await servers.Target.SqlAsync("SHOW DATABASES LIKE 'two'"));
        await using (await MariaDbSession.OpenAsync(
            DumpVault.AddressOf(servers.Target) with { User = "chosen", Password = "secret" },
            CancellationToken.None))
        {
            Assert.Equal("1\n", await servers.Target.SqlAsync("SELECT * FROM one.t"));
        }

        var error = await Assert.ThrowsAsync<MeshException>(() => vault.LoadAsync(
            servers.Target, dump.Tree, options with { Databases = ["three"] }));
        Assert.Equal("mariadb-no-database", error.Code);
    }

    [MariaDbFact]
    public async Task Errors_of_connecting_say_what_to_do_and_keep_the_password()
    {
        const string password = "hush-hush";
        var address = DumpVault.AddressOf(servers.Source) with { User = "nobody", Password = password };
        using var scratch = new ScratchFolder();
        (string Code, MariaDbAddress Address)[] cases =
        [
            ("mariadb-access-denied", address),
            ("mariadb-tls", address with { Tls = MariaDbTls.Verify }),
            ("mariadb-tls", address with { Tls = MariaDbTls.Verify, CaFile = scratch["none.pem"] }),
            ("mariadb-unreachable", address with { Port = 1 }),
            ("mariadb-unreachable", address with { Socket = scratch["no-tls-nor-ssl.sock"] }),
        ];

        foreach (var (code, wrong) in cases)
        {
            var error = await Assert.ThrowsAsync<MeshException>(
                () => MariaDbSession.OpenAsync(wrong, CancellationToken.None));
            Assert.Equal(code, error.Code);
            Assert.DoesNotContain(password, $"{error} {wrong}", StringComparison.Ordinal);
        }

        var local = DumpVault.AddressOf(servers.Source) with
        {
            Socket = servers.Source.Socket, Tls = MariaDbTls.Verify,
        };
        await using var session = await MariaDbSession.OpenAsync(local, CancellationToken.None);
        Assert.Equal("1", await session.ScalarAsync("SELECT 1", "asking", CancellationToken.None));
    }
}
