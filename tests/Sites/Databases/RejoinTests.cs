using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;
using Mesh.Sites.Commands;
using Mesh.Sites.Databases;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.Sites.Databases;

/// <summary>An old primary that comes back with writes that its successor never got.</summary>
public class RejoinTests(ITestOutputHelper output)
{
    private const string Tables = """
        SET sql_mode='';
        CREATE TABLE bank.loose (word VARCHAR(20), n INT, f FLOAT, blob_ BLOB, d DECIMAL(9,3));
        INSERT INTO bank.loose VALUES ('a', 1, 0.1, 'x', 1.5), ('A', 1, 0.1, 'x', 1.5);
        INSERT INTO bank.loose VALUES ('A', 1, 0.1, 'x', 1.5), (NULL, NULL, NULL, NULL, NULL);
        CREATE TABLE bank.named (name VARCHAR(30) CHARACTER SET latin1 PRIMARY KEY, v INT);
        INSERT INTO bank.named VALUES ('é', 1), ('b', 2);
        CREATE TABLE bank.audit (id INT AUTO_INCREMENT PRIMARY KEY, n INT);
        CREATE TABLE bank.watched (n INT PRIMARY KEY, v INT);
        INSERT INTO bank.watched VALUES (1, 1), (2, 2);
        CREATE TRIGGER bank.seen AFTER UPDATE ON bank.watched FOR EACH ROW
          INSERT INTO bank.audit (n) VALUES (NEW.n);
        """;

    private const string Changes = """
        SET sql_mode=''; USE bank;
        UPDATE bank.loose SET n = 2 WHERE word = BINARY 'A' LIMIT 1;
        DELETE FROM bank.loose WHERE word = BINARY 'A' AND n = 1;
        UPDATE bank.loose SET f = 16777217, blob_ = x'00ff', d = -0.001 WHERE word IS NULL;
        BEGIN; UPDATE bank.named SET name = 'É2', v = 3 WHERE name = 'é';
        DELETE FROM bank.named WHERE name = 'b'; INSERT INTO bank.named VALUES ('b', 5); COMMIT;
        UPDATE bank.watched SET v = v + 1;
        SET foreign_key_checks = 0;
        INSERT INTO bank.entry SELECT seq, 7 FROM seq_1_to_300;
        SET foreign_key_checks = 1;
        UPDATE bank.entry SET n = n + 1000 ORDER BY n DESC;

        """;

    [MariaDbFact]
    public async Task Writes_that_only_the_old_primary_had_are_in_the_receipt_before_they_are_taken_back()
    {
        var random = Seed.NewRandom(output);
        var rows = new EveryColumn(random);
        await using var lost = await LostPair.StartAsync(
            Tables + "USE bank;" + EveryColumn.Create("every") + Rows(rows, 60),
            withCopy: true);
        var both = await LostPair.SumsAsync(lost.A);
        Assert.Equal(both, await LostPair.SumsAsync(lost.Kept));
        await lost.LoseAsync(Changes + "USE bank;" + Rows(rows, 120));
        var alone = await LostPair.SumsAsync(lost.A);

        var answer = await lost.FollowAsync();

        Assert.True(answer.Succeeded, $"{answer.Code} {answer.Told}");
        var receipt = answer.Receipt!;
        Assert.True(receipt.TakenBack);
        Assert.True(receipt.Transactions >= 100, $"{receipt}");
        Assert.Empty(receipt.Purged);
        Assert.Equal(0, receipt.Unwritten);
        await lost.LoadAsync(receipt.Folder);
        Assert.Equal(alone, await LostPair.SumsAsync(lost.Kept));
        Assert.NotEqual(alone, both);
        await lost.AssertFollowsAsync();
        var json = Json(receipt, "lost.json").GetProperty("transactions");
        Assert.Equal(receipt.Transactions, json.GetArrayLength());
        var change = json[0].GetProperty("parts")[0].GetProperty("rows")[0];
        Assert.Equal("update bank.loose A 1 2", string.Join(' ',
            change.GetProperty("change"), change.GetProperty("table"), change.GetProperty("before").GetProperty("word"),
            change.GetProperty("before").GetProperty("n"), change.GetProperty("after").GetProperty("n")));
        AssertSums(receipt);

        // Nobody else may read what customers wrote.
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(receipt.Folder, "lost.sql")));
        Assert.Equal(receipt.ManifestSha256, (await lost.FollowAsync()).Receipt!.ManifestSha256);
    }

    [MariaDbFact]
    public async Task Definitions_are_in_the_receipt_too_and_need_a_rebuild()
    {
        await using var lost = await LostPair.StartAsync(Tables, withCopy: true);
        await lost.LoseAsync("""
            INSERT INTO bank.named VALUES ('before', 1);
            UPDATE bank.watched SET v = 9;
            ALTER TABLE bank.named
              ADD COLUMN more INT DEFAULT 4, MODIFY name VARCHAR(90) CHARACTER SET utf8mb4;
            INSERT INTO bank.named VALUES ('behind', 2, 5);
            DROP TRIGGER bank.seen;
            UPDATE bank.watched SET v = 10;
            CREATE TABLE bank.filled AS SELECT 1 AS one, 'ü; --' AS two;
            DELIMITER //
            CREATE PROCEDURE bank.p() BEGIN SELECT 'a;;b'; SELECT 2; END//
            DELIMITER ;
            INSERT INTO bank.loose VALUES ('gone', 1, 1, 1, 1);
            DROP TABLE bank.loose;
            CREATE DATABASE other; CREATE TABLE other.t (n INT PRIMARY KEY); INSERT INTO other.t VALUES (1);
            """);
        var alone = await LostPair.SumsAsync(lost.A);

        var answer = await lost.FollowAsync();
        var again = await lost.FollowAsync();

        Assert.Equal(("rebuild-needed", "rebuild-needed"), (answer.Code, again.Code));
        Assert.Contains("cannot be taken back: transaction", answer.Told, StringComparison.Ordinal);
        Assert.Contains("decide 'rebuild'", answer.Hint, StringComparison.Ordinal);
        Assert.Equal(DatabaseRole.Fenced, answer.Database!.Role);
        Assert.Equal(alone, await LostPair.SumsAsync(lost.A));
        Assert.False(answer.Receipt!.TakenBack);
        Assert.Equal(answer.Receipt.ManifestSha256, again.Receipt!.ManifestSha256);
        await lost.LoadAsync(answer.Receipt.Folder);
        Assert.Equal(alone, await LostPair.SumsAsync(lost.Kept));
        Assert.Equal("p\n", await lost.Kept.SqlAsync(
            "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'bank'"));
    }

    [MariaDbFact]
    public async Task The_exact_loss_is_the_time_between_the_newest_kept_and_the_newest_lost_commit()
    {
        await using var lost = await LostPair.StartAsync("SET timestamp = 1700000000; INSERT INTO bank.entry VALUES (1, 1);");
        await lost.A.SqlAsync("SET timestamp = 1700000030; INSERT INTO bank.entry VALUES (2, 1)");
        await lost.A.SqlAsync("FLUSH BINARY LOGS; SET timestamp = 1700000042; INSERT INTO bank.entry VALUES (3, 1)");
        var last = (await lost.A.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        await lost.MoveAsync();

        var receipt = (await lost.FollowAsync()).Receipt!;

        Assert.Equal(42, receipt.RpoSeconds);
        Assert.Equal((2, 2), (receipt.Transactions, receipt.Rows));
        Assert.EndsWith($" to {last}", Assert.Single(receipt.Lost), StringComparison.Ordinal);
        var newest = Json(receipt, "manifest.json").GetProperty("newestLost");
        Assert.Equal(last, newest.GetProperty("gtid").GetString());
        await lost.AssertFollowsAsync();
    }

    [MariaDbFact]
    public async Task What_the_log_does_not_have_any_more_is_named_and_nothing_is_taken_back()
    {
        await using var lost = await LostPair.StartAsync("");
        await lost.A.SqlAsync("INSERT INTO bank.entry VALUES (1, 1)");
        var gone = (await lost.A.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        await lost.A.SqlAsync("FLUSH BINARY LOGS; INSERT INTO bank.entry VALUES (2, 1)");
        await lost.MoveAsync();
        await Writers.UntilAsync(async () => !(await lost.A.SqlAsync(
            "SET tx_read_only = 0; PURGE BINARY LOGS TO 'binlog.000002'; SHOW BINARY LOGS"))
            .Contains("000001", StringComparison.Ordinal));

        var answer = await lost.FollowAsync();

        Assert.Equal("rebuild-needed", answer.Code);
        Assert.Equal(gone, Assert.Single(answer.Receipt!.Purged));
        Assert.Equal((1, null), (answer.Receipt.Transactions, answer.Receipt.RpoSeconds));
        Assert.Equal("2\n", await lost.A.SqlAsync("SELECT COUNT(*) FROM bank.entry"));
    }

    [MariaDbFact]
    public async Task An_old_primary_that_had_nothing_of_its_own_says_so()
    {
        await using var pair = await SitePair.StartFollowingAsync(ReplicationMode.Async);
        var fenced = await SitePair.MustAsync(pair.PartA, SiteVerb.Fence);
        Assert.Equal("0\n", await pair.B.SqlAsync($"SELECT MASTER_GTID_WAIT('{fenced.Database!.Applied}', 60)"));
        await SitePair.AskAsync(pair.PartB, SiteVerb.Hold);
        await SitePair.MustAsync(pair.PartB, SiteVerb.Promote);

        var receipt = (await SitePair.MustAsync(pair.PartA, SiteVerb.Follow, "b")).Receipt!;

        Assert.Equal((0, 0.0, false), (receipt.Transactions, receipt.RpoSeconds, receipt.TakenBack));
        Assert.Empty(receipt.Lost);
        Assert.Contains(
            "nothing is lost", await File.ReadAllTextAsync(Path.Combine(receipt.Folder, "lost.sql")),
            StringComparison.Ordinal);
        AssertSums(receipt);
    }

    [MariaDbFact]
    public async Task Rows_that_are_not_those_of_the_log_are_left_as_they_are()
    {
        await using var lost = await LostPair.StartAsync("");
        await lost.LoseAsync("INSERT INTO bank.entry VALUES (1, 1); SET sql_log_bin = 0; UPDATE bank.entry SET writer = 2");

        var answer = await lost.FollowAsync();

        Assert.Equal("undo-failed", answer.Code);
        Assert.Equal("1\t2\n", await lost.A.SqlAsync("SELECT * FROM bank.entry"));
        Assert.Equal(DatabaseRole.Fenced, answer.Database!.Role);
    }

    [Fact]
    public void A_folder_of_receipts_that_depends_on_where_the_agent_was_started_is_refused()
    {
        var server = DatabaseConnection.Parse("mariadb://root@localhost?socket=/none");
        var command = new DeclaredCommand { Arguments = ["true"] };
        var options = new MariaDbPartOptions
        {
            Component = "db", Connection = server, Peers = new Dictionary<string, DatabaseConnection>(),
            RoleFile = "/none/role.cnf", Kill = command, Start = command, ReceiptFolder = "receipts",
        };

        var refusal = Assert.Throws<MeshException>(
            () => new MariaDbPart(options, (_, _) => Task.FromResult(""), TimeProvider.System));

        Assert.Equal("invalid-part", refusal.Code);
        Assert.Contains("receipts", refusal.Cause, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task A_server_that_never_was_production_is_not_robbed_of_what_it_has()
    {
        await using var pair = await SitePair.StartAsync(ReplicationMode.Async);
        await SitePair.MustAsync(pair.PartA, SiteVerb.Promote);
        await pair.B.SqlAsync("CREATE DATABASE own; CREATE TABLE own.t (n INT PRIMARY KEY); INSERT INTO own.t VALUES (1)");

        var answer = await SitePair.AskAsync(pair.PartB, SiteVerb.Follow, "a");

        Assert.Equal("diverged", answer.Code);
        Assert.Null(answer.Receipt);
        Assert.Equal("1\n", await pair.B.SqlAsync("SELECT * FROM own.t"));
    }

    [MariaDbFact]
    public async Task A_receipt_that_was_begun_is_written_anew()
    {
        await using var lost = await LostPair.StartAsync("");
        await lost.LoseAsync("INSERT INTO bank.entry VALUES (1, 1)");
        var folder = Path.Combine(Path.GetDirectoryName(lost.A.OptionFile)!, "receipts", "bank", "1-db");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "lost.sql"), new string('x', 100_000));
        await File.WriteAllTextAsync(Path.Combine(folder, "manifest.json.new"), "{");

        var answer = await lost.FollowAsync();

        Assert.True(answer.Succeeded, answer.Told);
        Assert.Equal(folder, answer.Receipt!.Folder);
        AssertSums(answer.Receipt);
        Assert.Contains(
            "INSERT INTO `bank`.`entry` (`n`, `writer`) VALUES (1, 1);\n",
            await File.ReadAllTextAsync(Path.Combine(folder, "lost.sql")), StringComparison.Ordinal);
    }

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task Killed_again_and_again_while_it_rejoins_it_comes_back_whole()
    {
        var random = Seed.NewRandom(output);
        await using var lost = await LostPair.StartAsync(
            Tables + "USE bank; INSERT INTO entry SELECT seq, 0 FROM seq_10001_to_50000;", withCopy: true);
        await lost.LoseAsync(Changes + string.Concat(Enumerable.Range(5000, 300).Select(n =>
            string.Create(CultureInfo.InvariantCulture, $"INSERT INTO bank.entry VALUES ({n}, 0);"))));
        var alone = await LostPair.SumsAsync(lost.A);
        SiteAnswer? answer = null;
        var kills = 0;
        for (; answer is not { Succeeded: true } && kills < 60; kills++)
        {
            // Later each time, until one comes too late.
            var following = Task.Run(() => lost.FollowAsync());
            await Task.WhenAny(following, Task.Delay(random.Next(100 * kills, 100 + (100 * kills))));
            await RunAsync(lost.A.KillCommand);
            answer = await following;
            output.WriteLine($"{answer.Code} {answer.Told}");
            await RunAsync(lost.A.StartCommand);
            await Writers.UntilAsync(async () => (await SitePair.AskAsync(lost.Pair.PartA, SiteVerb.Status))
                .Database!.Role != DatabaseRole.Unreachable);
        }

        Assert.InRange(kills, 4, 59);
        answer = await lost.FollowAsync();
        Assert.True(answer.Succeeded, answer.Told);
        await lost.LoadAsync(answer.Receipt!.Folder);
        Assert.Equal(alone, await LostPair.SumsAsync(lost.Kept));
        await lost.AssertFollowsAsync();
    }

    private static async Task RunAsync(IReadOnlyList<string> command) =>
        Assert.Equal(0, (await Command.RunAsync(command[0], command.Skip(1))).ExitCode);

    private static string Rows(EveryColumn rows, int count) => "SET sql_mode='';"
        + string.Concat(Enumerable.Range(0, count).Select(_ => rows.Change("every") + "\n"));

    private static JsonElement Json(RejoinReceipt receipt, string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(receipt.Folder, file))).RootElement;

    private static void AssertSums(RejoinReceipt receipt)
    {
        Assert.Equal(receipt.ManifestSha256, Sum(receipt, "manifest.json"));
        foreach (var file in Json(receipt, "manifest.json").GetProperty("files").EnumerateArray())
        {
            Assert.Equal(file.GetProperty("sha256").GetString(), Sum(receipt, file.GetProperty("name").GetString()!));
        }
    }

    private static string Sum(RejoinReceipt receipt, string file) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(receipt.Folder, file))));
}
