using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Parts;

namespace Mesh.Tests.MariaDb.Load;

/// <summary>Keys that are made after the rows are those of the dump, whatever happened between.</summary>
public sealed class DeferredKeysTests(TwoServers servers) : IClassFixture<TwoServers>
{
    [MariaDbFact]
    public async Task Keys_are_made_after_the_rows_where_nothing_needs_them_before()
    {
        await using var vault = await DumpVault.CreateAsync();
        var dump = await vault.DumpAsync(servers.Source, await FillAsync("late"));

        var load = await vault.LoadAsync(servers.Target, dump.Tree);

        Assert.Empty(load.Mismatches);
        Assert.Equal(
            await Definitions.OfAsync(servers.Source, "late"), await Definitions.OfAsync(servers.Target, "late"));
        var log = await servers.Target.SqlAsync("SHOW BINLOG EVENTS");
        var changes = log.Split('\n').Where(line => line.Contains("ALTER TABLE `late`", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf("ALTER", StringComparison.Ordinal)..]
                .Replace(", ALGORITHM=COPY", "", StringComparison.Ordinal));
        Assert.Equal(
            [
                "ALTER TABLE `late`.`big` ADD KEY `by_c` (`c`), ADD KEY `b``y, d` (`d` DESC,`v`(10)) COMMENT 'it''s, so', "
                    + "ADD KEY `by_g` (`g`)",
                "ALTER TABLE `late`.`big` DROP KEY IF EXISTS `by_c`, DROP KEY IF EXISTS `b``y, d`, DROP KEY IF EXISTS `by_g`",
                "ALTER TABLE `late`.`numbered` ADD KEY `by_v` (`v`)",
                "ALTER TABLE `late`.`numbered` DROP KEY IF EXISTS `by_v`",
            ],
            changes.Order(StringComparer.Ordinal));
    }

    [MariaDbFact]
    public async Task A_load_that_was_cut_off_before_its_keys_were_made_is_gone_on_with()
    {
        await using var vault = await DumpVault.CreateAsync();
        var dump = await vault.DumpAsync(servers.Source, await FillAsync("cut"));
        await vault.LoadAsync(servers.Target, dump.Tree);
        string[] states =
        [
            "ALTER TABLE big DROP KEY by_c, DROP KEY `b``y, d`, DROP KEY by_g",
            "ALTER TABLE big DROP KEY by_c",
            "ALTER TABLE big DROP KEY by_c, DROP KEY `b``y, d`, DROP KEY by_g; DELETE FROM big WHERE id > 5000",
        ];

        foreach (var (state, kept) in states.Zip([4, 4, 3]))
        {
            await servers.Target.SqlAsync(state, "cut");
            var resumed = await vault.LoadAsync(
                servers.Target, dump.Tree, new LoadOptions { Existing = ExistingDatabases.Resume });

            Assert.Empty(resumed.Mismatches);
            Assert.Equal(kept, resumed.TablesKept);
            Assert.Equal(
                await Definitions.OfAsync(servers.Source, "cut"), await Definitions.OfAsync(servers.Target, "cut"));
        }
    }

    [MariaDbFact]
    public async Task A_server_without_room_for_sorting_copies_the_table()
    {
        await using var target = await MariaDbServer.StartAsync();
        using var scratch = new ScratchFolder();
        Directory.CreateDirectory(scratch["gone"]);
        await target.SqlAsync($"SET GLOBAL innodb_tmpdir='{scratch["gone"]}'");
        Directory.Delete(scratch["gone"]);
        await using var vault = await DumpVault.CreateAsync();
        var dump = await vault.DumpAsync(servers.Source, await FillAsync("roomless"));

        var load = await vault.LoadAsync(target, dump.Tree);

        Assert.Empty(load.Mismatches);
        Assert.Equal(
            await Definitions.OfAsync(servers.Source, "roomless"), await Definitions.OfAsync(target, "roomless"));
        var log = await target.SqlAsync("SHOW BINLOG EVENTS");
        Assert.Contains("ALGORITHM=COPY", log, StringComparison.Ordinal);
    }

    private async Task<DumpOptions> FillAsync(string database)
    {
        await servers.Source.SqlAsync(
            $"""
            CREATE DATABASE `{database}`; USE `{database}`;
            CREATE TABLE big (id INT PRIMARY KEY, c INT, d VARCHAR(100), v TEXT,
              g INT AS (c % 7) VIRTUAL, UNIQUE KEY one (c, id), KEY by_c (c),
              KEY `b``y, d` (d DESC, v(10)) COMMENT 'it''s, so', KEY by_g (g));
            CREATE TABLE numbered (a INT, id INT AUTO_INCREMENT, v VARCHAR(100),
              PRIMARY KEY (a), KEY (id), KEY by_v (v));
            CREATE TABLE parent (id INT PRIMARY KEY, v VARCHAR(100), KEY by_v (v));
            CREATE TABLE child (id INT PRIMARY KEY, v VARCHAR(100), KEY by_v (v),
              FOREIGN KEY (v) REFERENCES parent (v));
            INSERT INTO big (id, c, d, v)
              SELECT seq, seq % 1000, SHA2(seq, 256), SHA2(-seq, 512) FROM seq_1_to_20000;
            INSERT INTO numbered (a, v) SELECT seq, CONCAT(SHA2(seq, 256), 'some more') FROM seq_1_to_15000;
            INSERT INTO parent SELECT seq, CONCAT(SHA2(seq, 256), 'some more') FROM seq_1_to_15000;
            INSERT INTO child SELECT id, v FROM parent;
            """);
        return new DumpOptions { Databases = [database] };
    }
}
