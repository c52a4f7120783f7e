using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Parts;

namespace Mesh.Tests.MariaDb.Dump;

/// <summary>The rows of a dump are those that the server sent, up to the last, or there is no dump.</summary>
public sealed class ReadingTests
{
    [MariaDbFact]
    public async Task Values_about_as_long_as_a_packet_of_the_protocol_come_back()
    {
        // The row of the second one fills a packet to the last byte, so that an empty one follows it.
        int[] lengths = [16_777_208, 16_777_209, 16_777_210, 17_000_000];
        string[] roomy = ["--max-allowed-packet=256M", "--innodb-log-file-size=200M"];
        await using var source = await MariaDbServer.StartAsync(roomy);
        await using var target = await MariaDbServer.StartAsync(roomy);
        await source.SqlAsync("CREATE DATABASE large; CREATE TABLE large.t (id INT PRIMARY KEY, v LONGBLOB)");
        foreach (var (length, id) in lengths.Select((length, id) => (length, id)))
        {
            await source.SqlAsync($"INSERT INTO large.t VALUES ({id}, REPEAT('v', {length}))");
        }

        await using var vault = await DumpVault.CreateAsync();
        var dump = await vault.DumpAsync(source, new DumpOptions { Databases = ["large"] });
        var load = await vault.LoadAsync(target, dump.Tree);

        const string sums = "SELECT id, LENGTH(v), MD5(v) FROM t ORDER BY id";
        Assert.Equal(await source.SqlAsync(sums, "large"), await target.SqlAsync(sums, "large"));
        Assert.Empty(load.Mismatches);
        Assert.Equal(lengths.Length, Assert.Single(dump.Record.Tables).Rows);
    }

    [MariaDbFact]
    public async Task A_query_that_the_server_breaks_off_ends_the_dump()
    {
        foreach (var (kill, code) in new[] { ("KILL QUERY", "mariadb-failed"), ("KILL", "mariadb-unreachable") })
        {
            await using var source = await MariaDbServer.StartAsync();
            await source.SqlAsync(
                """
                CREATE DATABASE cut; CREATE TABLE cut.t (id INT PRIMARY KEY, v TEXT);
                INSERT INTO cut.t SELECT seq, REPEAT('v', 1000) FROM mysql.seq_1_to_20000;
                """);
            await using var vault = await DumpVault.CreateAsync();
            var clock = new GateClock();
            var options = new DumpOptions { Databases = ["cut"], BytesPerSecond = 1_000 };
            var dump = vault.DumpAsync(DumpVault.AddressOf(source), options, clock);
            await await Task.WhenAny(dump, clock.Waited);

            var reader = await source.SqlAsync(
                "SELECT id FROM information_schema.PROCESSLIST WHERE info LIKE 'SELECT `id`%FROM `cut`.`t`%'");
            await source.SqlAsync($"{kill} {int.Parse(reader, CultureInfo.InvariantCulture)}");
            clock.Open();

            var error = await Assert.ThrowsAnyAsync<MeshException>(() => dump);
            Assert.Equal(code, error.Code);
        }
    }
}
