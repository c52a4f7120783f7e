using Mesh.Sources.MariaDb.Dumping;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Parts;

namespace Mesh.Tests.MariaDb.Dump;

/// <summary>What comes out of a dump is what went in, for our own load and for the stock client.</summary>
public sealed class RoundTripTests : IClassFixture<TwoServers>
{
    private readonly TwoServers _servers;

    public RoundTripTests(TwoServers servers) => _servers = servers;

    [MariaDbFact]
    public async Task Every_type_of_column_comes_back_exactly()
    {
        await _servers.Source.SqlAsync(Samples.EveryType);
        await using var vault = await DumpVault.CreateAsync();

        var dump = await vault.DumpAsync(_servers.Source, new DumpOptions { Databases = ["types"] });
        var load = await vault.LoadAsync(_servers.Target, dump.Tree);

        foreach (var table in (string[])["numbers", "times", "texts", "bytes", "same rows"])
        {
            Assert.Equal(
                await Values.OfAsync(_servers.Source, "types", table),
                await Values.OfAsync(_servers.Target, "types", table));
        }

        Assert.Empty(load.Mismatches);
    }

    [MariaDbFact]
    public async Task Every_kind_of_object_comes_back_and_works()
    {
        await _servers.Source.SqlAsync(Samples.EveryObject);
        await using var vault = await DumpVault.CreateAsync();

        var dump =
            await vault.DumpAsync(_servers.Source, new DumpOptions { Databases = ["objects", "other"] });
        var load = await vault.LoadAsync(_servers.Target, dump.Tree);

        Assert.Empty(load.Mismatches);
        Assert.Equal(
            await Definitions.OfAsync(_servers.Source, "objects"),
            await Definitions.OfAsync(_servers.Target, "objects"));
        Assert.Equal("0\t30.00\t6.00\t36.00\n1000\t10.00\t2.00\t12.00\n1001\t20.00\t4.00\t24.00\n",
            await _servers.Target.SqlAsync("SELECT id, price, tax, total FROM zparent", "objects"));
        Assert.Equal("2\n", await _servers.Target.SqlAsync("SELECT COUNT(*) FROM a_view", "objects"));
        Assert.Equal("t:w:é\n", await _servers.Target.SqlAsync(
            "INSERT INTO zparent (price, words) VALUES (1, 'w'); SELECT words FROM zparent WHERE price = 1",
            "objects"));
        var next = await _servers.Target.SqlAsync("SELECT NEXTVAL(numbers)", "objects");
        Assert.True(int.Parse(next) > 115, next);
    }

    [MariaDbFact]
    public async Task Odd_names_come_back()
    {
        await _servers.Source.SqlAsync(Samples.OddNames);
        await using var vault = await DumpVault.CreateAsync();
        const string name = "o'd\"d / n%me `b` \\\\ ünï 表 ..";

        var dump = await vault.DumpAsync(_servers.Source, new DumpOptions { Databases = [name] });
        var load = await vault.LoadAsync(_servers.Target, dump.Tree);

        Assert.Empty(load.Mismatches);
        Assert.Equal(
            await Definitions.OfAsync(_servers.Source, name),
            await Definitions.OfAsync(_servers.Target, name));
    }

    [ResticFact]
    public async Task What_restic_restores_the_stock_client_loads()
    {
        if (MariaDbServer.Missing is not null)
        {
            return;
        }

        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync();
        await source.SqlAsync(Samples.EveryType);
        await source.SqlAsync(Samples.OddNames);
        await source.SqlAsync(Samples.EveryObject);
        await source.SqlAsync(
            "CREATE ROLE clerk; GRANT SELECT ON objects.* TO clerk; CREATE USER 'an n'@'%' IDENTIFIED BY 'p''w'; GRANT clerk TO 'an n'@'%';");
        await using var vault = await DumpVault.CreateAsync(onDisk: true);
        var dump = await vault.DumpAsync(source);
        using var scratch = new ScratchFolder();
        var folder = await vault.RestoreWithResticAsync(dump.Tree, scratch);

        var client = $"mariadb --no-defaults -S {target.Socket} -uroot";
        var loaded = await Command.RunAsync("sh",
        [
            "-c", $"set -e; xargs cat < load.list | {client}; {client} < accounts.sql",
        ], workingFolder: folder);

        Assert.True(loaded.ExitCode == 0, loaded.Errors);
        Assert.Empty(await Mesh.Sources.MariaDb.Verifying.MariaDbVerify.RunAsync(
            DumpVault.AddressOf(target), dump.Record, null, 2, null, CancellationToken.None));
        foreach (var database in dump.Record.Databases)
        {
            Assert.Equal(
                await Definitions.OfAsync(source, database), await Definitions.OfAsync(target, database));
        }

        const string grants = "SHOW GRANTS FOR 'an n'@'%'; SHOW GRANTS FOR clerk";
        Assert.Equal(await source.SqlAsync(grants), await target.SqlAsync(grants));
    }
}
