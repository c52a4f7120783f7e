using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.MariaDb.Snapshots;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.MariaDb.Parts;
using MySqlConnector;
using Xunit.Abstractions;

namespace Mesh.Tests.MariaDb.Dump;

/// <summary>A dump shows one moment, whatever goes on, and leaves nothing behind.</summary>
public sealed class SnapshotTests(TwoServers servers, ITestOutputHelper output) : IClassFixture<TwoServers>
{
    [MariaDbFact]
    public async Task Transfers_that_go_on_leave_the_sum_as_it_is_in_every_dump()
    {
        const int accounts = 400;
        await servers.Source.SqlAsync(
            $"""
            CREATE DATABASE bank; USE bank;
            CREATE TABLE a (id INT PRIMARY KEY, sum BIGINT NOT NULL);
            CREATE TABLE b (id VARCHAR(10) PRIMARY KEY, sum BIGINT NOT NULL);
            INSERT INTO a SELECT seq, 1000 FROM seq_1_to_{accounts};
            INSERT INTO b SELECT seq, 1000 FROM seq_1_to_{accounts};
            """);
        await using var vault = await DumpVault.CreateAsync();
        using var stop = new CancellationTokenSource();
        var seed = Seed.Next(output);
        var transfers = Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => TransferAsync(new Random(seed + i), stop.Token)));

        var loads = new List<LoadResult>();
        for (var i = 0; i < 12; i++)
        {
            var dump = await vault.DumpAsync(
                servers.Source, new DumpOptions { Databases = ["bank"], Connections = 16 });
            loads.Add(await vault.LoadAsync(
                servers.Target, dump.Tree, new LoadOptions { Existing = ExistingDatabases.Replace }));
            Assert.Equal($"{2_000 * accounts}\n", await servers.Target.SqlAsync(
                "SELECT (SELECT SUM(sum) FROM bank.a) + (SELECT SUM(sum) FROM bank.b)"));
        }

        await stop.CancelAsync();
        var done = await transfers;
        output.WriteLine($"{done.Sum()} transfers, commits held for {loads.Max(load => load.Record.Point.CommitsHeld)}");
        Assert.All(loads, load => Assert.Empty(load.Mismatches));
        Assert.True(loads.Select(load => load.Record.Point.BinlogPosition).Distinct().Count() == loads.Count);
    }

    [MariaDbFact]
    public async Task The_position_of_a_dump_is_that_of_its_rows()
    {
        await servers.Source.SqlAsync("CREATE DATABASE marks; CREATE TABLE marks.m (id INT AUTO_INCREMENT PRIMARY KEY)");
        await using var vault = await DumpVault.CreateAsync();
        var before = SequenceOf(await servers.Source.SqlAsync("SELECT @@gtid_binlog_pos"));
        using var stop = new CancellationTokenSource();
        var marking = MarkAsync(stop.Token);

        for (var i = 0; i < 5; i++)
        {
            var dump = await vault.DumpAsync(servers.Source, new DumpOptions { Databases = ["marks"] });
            var point = dump.Record.Point;

            // Each row is a transaction, and nothing else writes.
            Assert.Equal(SequenceOf(point.Gtid) - before, dump.Record.Tables.Single().Rows);
            Assert.Equal($"{point.Gtid}\n", await servers.Source.SqlAsync(
                $"SELECT BINLOG_GTID_POS('{point.BinlogFile}', {point.BinlogPosition})"));
        }

        await stop.CancelAsync();
        await marking;
    }

    [MariaDbFact]
    public async Task A_change_of_a_definition_meanwhile_ends_the_dump_or_waits_as_told()
    {
        await ManyRowsAsync("shifting");
        await using var vault = await DumpVault.CreateAsync();
        var options = new DumpOptions { Databases = ["shifting"], Connections = 1, BytesPerSecond = 1 };

        // The first is undone by its second half, so that only the time of the change tells; in seconds.
        string[] changes =
        [
            "DO SLEEP(1.01); ALTER TABLE shifting.second DROP COLUMN v, ADD COLUMN v VARCHAR(100) AFTER id",
            "ALTER TABLE shifting.second ADD COLUMN more INT",
            "TRUNCATE TABLE shifting.second",
            "DROP TABLE shifting.second",
        ];

        var still = await StandStillAsync(vault, options with { Changes = DefinitionChanges.Wait });
        var changing = servers.Source.SqlAsync("ALTER TABLE shifting.second ADD COLUMN waited INT");
        still.Clock.Open();
        Assert.Equal(2, (await still.Dump).Record.Tables[1].Rows);
        await changing;
        foreach (var change in changes)
        {
            await servers.Source.SqlAsync("REPLACE INTO shifting.second (id) VALUES (1), (2)");
            still = await StandStillAsync(vault, options);
            await servers.Source.SqlAsync(change);
            still.Clock.Open();

            var error = await Assert.ThrowsAsync<MeshException>(() => still.Dump);
            Assert.Equal("mariadb-definition-changed", error.Code);
            Assert.Contains("shifting.second", error.Message, StringComparison.Ordinal);
        }
    }

    [MariaDbFact]
    public async Task A_handle_of_the_server_that_does_not_know_when_its_table_was_made_ends_no_dump()
    {
        await ManyRowsAsync("timeless");
        await using var vault = await DumpVault.CreateAsync();
        var still = await StandStillAsync(
            vault, new DumpOptions { Databases = ["timeless"], Connections = 1, BytesPerSecond = 1 });
        await using var holder = new MySqlConnection(servers.Source.ConnectionString);
        await holder.OpenAsync();
        await using var open = new MySqlCommand("HANDLER timeless.second OPEN", holder);
        await open.ExecuteNonQueryAsync();

        // What is opened while the definition is out of sight has no time, for as long as it is kept open.
        var folder = Path.Combine(servers.Source.DataFolder, "timeless");
        Directory.Move(folder, folder + "_away");
        await servers.Source.SqlAsync("SELECT * FROM timeless.second");
        Directory.Move(folder + "_away", folder);
        Assert.Equal("NULL\n", await servers.Source.SqlAsync(
            "SELECT CREATE_TIME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'timeless' AND TABLE_NAME = 'second'"));
        still.Clock.Open();

        Assert.Equal(2, (await still.Dump).Record.Tables[1].Rows);
    }

    [MariaDbTheory]
    [InlineData("InnoDB")]
    [InlineData("MyISAM")]
    public async Task A_database_made_while_a_dump_waits_to_begin_is_in_it_or_the_dump_ends(string engine)
    {
        var (held, late) = ($"held_{engine}", $"late_{engine}");
        await servers.Source.SqlAsync($"CREATE DATABASE {held}; CREATE TABLE {held}.old (id INT) ENGINE=MyISAM");
        await using var vault = await DumpVault.CreateAsync();
        await using var holder = new MySqlConnection(servers.Source.ConnectionString);
        await holder.OpenAsync();
        await using var hold = new MySqlCommand($"LOCK TABLES {held}.old WRITE", holder);
        await hold.ExecuteNonQueryAsync();
        var dump = vault.DumpAsync(
            servers.Source, new DumpOptions { NonTransactional = NonTransactional.Lock });
        await UntilAsync(async () => await servers.Source.SqlAsync(
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE STATE LIKE 'Waiting for table%lock'")
            == "1\n");

        await servers.Source.SqlAsync(
            $"CREATE DATABASE {late}; CREATE TABLE {late}.t (id INT) ENGINE={engine}; INSERT INTO {late}.t VALUES (1)");
        hold.CommandText = "UNLOCK TABLES";
        await hold.ExecuteNonQueryAsync();

        if (engine == "InnoDB")
        {
            var table = (await dump).Record.Tables.Single(table => table.Database == late);
            Assert.Equal(1, table.Rows);
        }
        else
        {
            var error = await Assert.ThrowsAsync<MeshException>(() => dump);
            Assert.Equal("mariadb-definition-changed", error.Code);
        }

        await servers.Source.SqlAsync($"DROP DATABASE {held}; DROP DATABASE {late}");
    }

    [MariaDbFact]
    public async Task The_accounts_of_a_dump_are_those_of_its_position()
    {
        await ManyRowsAsync("peopled");
        await servers.Source.SqlAsync("CREATE USER leaver; GRANT SELECT ON peopled.* TO leaver");
        await using var vault = await DumpVault.CreateAsync();
        var still = await StandStillAsync(
            vault, new DumpOptions { Databases = ["peopled"], Connections = 1, BytesPerSecond = 1 });

        // A log that is replayed from the position makes and drops these once more.
        await servers.Source.SqlAsync("CREATE USER comer; DROP USER leaver");
        still.Clock.Open();
        await vault.LoadAsync(servers.Target, (await still.Dump).Tree, new LoadOptions { Accounts = true });

        Assert.Equal("leaver\n", await servers.Target.SqlAsync(
            "SELECT User FROM mysql.user WHERE User IN ('comer', 'leaver')"));
        Assert.Contains("`peopled`", await servers.Target.SqlAsync("SHOW GRANTS FOR leaver"), StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task Tables_without_transactions_are_refused_or_locked_until_they_are_read()
    {
        await servers.Source.SqlAsync(
            """
            CREATE DATABASE mixed; USE mixed;
            CREATE TABLE plain (id INT PRIMARY KEY) ENGINE=InnoDB;
            CREATE TABLE old (id INT PRIMARY KEY, v TEXT) ENGINE=MyISAM;
            INSERT INTO old SELECT seq, REPEAT('v', 100) FROM seq_1_to_20000;
            """);
        await using var vault = await DumpVault.CreateAsync();
        var options = new DumpOptions { Databases = ["mixed"] };

        var error = await Assert.ThrowsAsync<MeshException>(() => vault.DumpAsync(servers.Source, options));
        Assert.Equal("mariadb-not-transactional", error.Code);
        Assert.Contains("mixed.old (MyISAM)", error.Message, StringComparison.Ordinal);

        var still = await StandStillAsync(
            vault, options with { NonTransactional = NonTransactional.Lock, BytesPerSecond = 1 });
        var write = servers.Source.SqlAsync("INSERT INTO mixed.old VALUES (0, 'late')");
        Assert.Equal("20000\n", await servers.Source.SqlAsync("SELECT COUNT(*) FROM mixed.old"));
        Assert.False(write.IsCompleted);
        still.Clock.Open();
        Assert.Equal(20_000, (await still.Dump).Record.Tables[0].Rows);
        await write;
        Assert.Equal("20001\n", await servers.Source.SqlAsync("SELECT COUNT(*) FROM mixed.old"));
    }

    [MariaDbFact]
    public async Task A_dump_that_is_cancelled_leaves_no_connection_and_no_lock()
    {
        await ManyRowsAsync("left");
        await using var vault = await DumpVault.CreateAsync();
        using var stop = new CancellationTokenSource();
        var options = new DumpOptions
        {
            Databases = ["left"], BytesPerSecond = 1, Changes = DefinitionChanges.Wait,
        };

        var still = await StandStillAsync(vault, options, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => still.Dump);
        await servers.Source.SqlAsync(
            "SET lock_wait_timeout=5; ALTER TABLE `left`.first ADD COLUMN more INT; BACKUP STAGE START; BACKUP STAGE END");
    }

    [MariaDbFact]
    public async Task A_lock_that_somebody_holds_for_long_ends_the_wait_and_says_so()
    {
        await servers.Source.SqlAsync("CREATE DATABASE held; CREATE TABLE held.t (a INT PRIMARY KEY)");
        await using var other = new MySqlConnection(servers.Source.ConnectionString);
        await other.OpenAsync();
        await new MySqlCommand("BACKUP STAGE START", other).ExecuteNonQueryAsync();
        await using var vault = await DumpVault.CreateAsync();

        var error = await Assert.ThrowsAsync<MeshException>(() => vault.DumpAsync(
            servers.Source, new DumpOptions { Databases = ["held"], LockWait = TimeSpan.FromSeconds(1) }));

        Assert.Equal("mariadb-lock-timeout", error.Code);
        await new MySqlCommand("BACKUP STAGE END", other).ExecuteNonQueryAsync();
        await vault.DumpAsync(servers.Source, new DumpOptions { Databases = ["held"] });
    }

    private static long SequenceOf(string gtid) => long.Parse(gtid.Split('-')[^1]);

    private Task<string> ManyRowsAsync(string database) => servers.Source.SqlAsync(
        $"""
        CREATE DATABASE `{database}`; USE `{database}`;
        CREATE TABLE first (id INT PRIMARY KEY, v VARCHAR(100));
        CREATE TABLE second LIKE first;
        INSERT INTO first SELECT seq, REPEAT('v', 100) FROM seq_1_to_20000;
        INSERT INTO second VALUES (1, 'v'), (2, 'v');
        ANALYZE TABLE first, second;
        """);

    // A dump that has its snapshot and stands still in the middle of its first large table.
    private async Task<(Task<DumpResult> Dump, GateClock Clock)> StandStillAsync(
        DumpVault vault, DumpOptions options, CancellationToken stop = default)
    {
        var clock = new GateClock();
        var dump = vault.DumpAsync(DumpVault.AddressOf(servers.Source), options, clock, stop);
        await await Task.WhenAny(dump, clock.Waited);
        return (dump, clock);
    }

    private static async Task UntilAsync(Func<Task<bool>> so)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await so())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private async Task<int> TransferAsync(Random random, CancellationToken stop)
    {
        await using var connection = new MySqlConnection(servers.Source.ConnectionString);
        await connection.OpenAsync(CancellationToken.None);
        var done = 0;
        while (!stop.IsCancellationRequested)
        {
            var (from, to, sum) = (random.Next(1, 401), random.Next(1, 401), random.Next(1, 50));
            await using var command = new MySqlCommand(
                $"START TRANSACTION; UPDATE bank.a SET sum = sum - {sum} WHERE id = {from}; "
                + $"UPDATE bank.b SET sum = sum + {sum} WHERE id = '{to}'; COMMIT", connection);
            try
            {
                await command.ExecuteNonQueryAsync(CancellationToken.None);
                done++;
            }
            catch (MySqlException error) when (error.ErrorCode == MySqlErrorCode.LockDeadlock)
            {
                output.WriteLine("a deadlock was rolled back");
            }
        }

        return done;
    }

    private async Task MarkAsync(CancellationToken stop)
    {
        await using var connection = new MySqlConnection(servers.Source.ConnectionString);
        await connection.OpenAsync(CancellationToken.None);
        while (!stop.IsCancellationRequested)
        {
            await using var command = new MySqlCommand("INSERT INTO marks.m VALUES ()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
