using Mesh.Sources.MariaDb.Dumping;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Parts;

namespace Mesh.Tests.MariaDb.Dump;

/// <summary>Tables are cut so that every row is read once and what did not change is stored once.</summary>
public sealed class RangeTests(TwoServers servers) : IClassFixture<TwoServers>
{
    [MariaDbTheory]
    [InlineData("BIGINT", "CAST(seq AS SIGNED) * 7 - 20000")]
    [InlineData("BIGINT UNSIGNED", "18446744073709551615 - seq * 1000003")]
    [InlineData("VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_german2_ci", "CONCAT(ELT(1 + seq % 5, 'ä', 'ae', 'Z', '\\'', '\\\\'), seq)")]
    [InlineData("VARBINARY(20)", "UNHEX(MD5(seq))")]
    [InlineData("UUID", "CONCAT('00000000-0000-4000-8000-', LPAD(HEX(seq), 12, '0'))")]
    [InlineData("DECIMAL(20,5)", "seq / 3 - 1000")]
    [InlineData("DATETIME(6)", "'2000-01-01' + INTERVAL seq * 1001 MICROSECOND")]
    [InlineData("INET6", "CONCAT('::', HEX(seq))")]
    [InlineData("ENUM('b','a')", "1 + seq % 2")]
    public async Task Ranges_of_any_key_have_every_row_once(string type, string value)
    {
        var name = $"ranges{Math.Abs(type.GetHashCode(StringComparison.Ordinal))}";
        await servers.Source.SqlAsync(
            $"""
            CREATE DATABASE {name}; USE {name};
            CREATE TABLE plain (k {type} PRIMARY KEY, v CHAR(100));
            CREATE TABLE pair (k {type}, n INT, v CHAR(100), PRIMARY KEY (k, n));
            INSERT IGNORE INTO plain SELECT {value}, MD5(seq) FROM seq_1_to_6000;
            INSERT INTO pair SELECT {value}, -seq, MD5(seq) FROM seq_1_to_6000;
            ANALYZE TABLE plain, pair;
            """);
        await using var vault = await DumpVault.CreateAsync();
        var counts = await servers.Source.SqlAsync("SELECT (SELECT COUNT(*) FROM plain), (SELECT COUNT(*) FROM pair)", name);

        var dump = await vault.DumpAsync(
            servers.Source, new DumpOptions { Databases = [name], RangeBytes = 100_000 });

        var tables = dump.Record.Tables.ToDictionary(table => table.Name);
        Assert.Equal(counts, $"{tables["plain"].Rows}\t{tables["pair"].Rows}\n");
        Assert.True(type.StartsWith("ENUM", StringComparison.Ordinal) || tables["pair"].Files.Count >= 4,
            $"{tables["pair"].Files.Count} files");
        Assert.Empty((await vault.LoadAsync(servers.Target, dump.Tree)).Mismatches);
    }

    [MariaDbFact]
    public async Task A_second_dump_stores_little_more_than_what_changed()
    {
        await servers.Source.SqlAsync(
            """
            CREATE DATABASE large; USE large;
            CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(600));
            INSERT INTO t SELECT seq * 2, CONCAT(SHA2(seq, 512), SHA2(-seq, 512), SHA2(seq + 0.5, 512))
              FROM seq_1_to_60000;
            ANALYZE TABLE t;
            """);
        await using var vault = await DumpVault.CreateAsync();

        // What follows a change is stored anew up to the end of its range.
        var options = new DumpOptions { Databases = ["large"], RangeBytes = 2 << 20 };

        await vault.DumpAsync(servers.Source, options);
        var first = vault.Added.BytesAdded;
        await vault.DumpAsync(servers.Source, options);
        var same = vault.Added.BytesAdded;
        await servers.Source.SqlAsync(
            "INSERT INTO large.t VALUES (1, 'x'), (70001, 'y'); DELETE FROM large.t WHERE id = 40000; ANALYZE TABLE large.t");
        var changed = await vault.DumpAsync(servers.Source, options);
        var little = vault.Added.BytesAdded;

        Assert.True(first > 20_000_000, $"{first}");
        Assert.True(same < 20_000, $"{same} of {first}");
        Assert.True(little < first / 2, $"{little} of {first}");
        Assert.Empty((await vault.LoadAsync(servers.Target, changed.Tree)).Mismatches);
    }

    [Fact]
    public void Bounds_stay_where_they_are_while_a_table_grows()
    {
        var before = RangePlanner.Bounds(-1_000, 999_999, 50);
        var after = RangePlanner.Bounds(-1_000, 1_030_000, 50);

        Assert.Equal(before, after.Take(before.Count));
        Assert.InRange(before.Count, 25, 50);
        Assert.Equal([0], RangePlanner.Bounds(-5, 3, 2));
        Assert.Empty(RangePlanner.Bounds(7, 7, 5));
        var widest = RangePlanner.Bounds(long.MinValue, ulong.MaxValue, 4);
        Assert.All(widest, bound => Assert.InRange(bound, (Int128)long.MinValue + 1, (Int128)ulong.MaxValue));
    }
}
