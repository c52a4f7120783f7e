using Mesh.Domain.Sites;
using Mesh.Tests.Kit.Requirements;
using MySqlConnector;

namespace Mesh.Tests.Sites.Databases;

/// <summary>An old primary whose lost writes cannot be taken back, made anew out of its successor.</summary>
public class RebuildTests
{
    private const string Both = """
        GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES, RELOAD, BINLOG MONITOR ON *.* TO repl@'%';
        INSERT INTO bank.entry VALUES (1, 1), (2, 2);
        CREATE VIEW bank.shown AS SELECT n FROM bank.entry;
        """;

    private const string Only = """
        INSERT INTO bank.entry VALUES (3, 3);
        ALTER TABLE bank.entry ADD COLUMN more INT DEFAULT 4;
        CREATE DATABASE other; CREATE TABLE other.t (n INT PRIMARY KEY); INSERT INTO other.t VALUES (1);
        """;

    [MariaDbFact]
    public async Task What_cannot_be_taken_back_is_rebuilt_when_that_is_decided_of_this_very_receipt()
    {
        await using var lost = await LostPair.StartAsync(Both);
        await lost.LoseAsync(Only);
        var alone = await LostPair.SumsAsync(lost.A);

        var refused = await lost.FollowAsync();
        var another = await lost.FollowAsync(new string('0', 64));
        Assert.Equal(("rebuild-needed", "rebuild-needed"), (refused.Code, another.Code));
        Assert.Equal(alone, await LostPair.SumsAsync(lost.A));
        var receipt = refused.Receipt!;
        var rebuilt = await lost.FollowAsync(receipt.ManifestSha256);

        Assert.True(rebuilt.Succeeded, rebuilt.Told);
        Assert.Equal(receipt.ManifestSha256, rebuilt.Receipt!.ManifestSha256);
        Assert.True(File.Exists(Path.Combine(receipt.Folder, "lost.sql")));
        Assert.False(Directory.Exists(receipt.Folder + ".rebuild"));
        Assert.Equal("", await lost.A.SqlAsync("SHOW DATABASES LIKE 'other'"));
        await lost.AssertFollowsAsync();
    }

    [MariaDbFact]
    public async Task A_rebuild_that_is_cut_off_is_no_production_and_is_done_anew()
    {
        await using var lost = await LostPair.StartAsync(Both);
        await lost.LoseAsync(Only);
        var hash = (await lost.FollowAsync()).Receipt!.ManifestSha256;
        await using var reader = new MySqlConnection(lost.A.ConnectionString);
        await reader.OpenAsync();
        await using var reading = new MySqlCommand("BEGIN; SELECT COUNT(*) FROM bank.entry", reader);
        await reading.ExecuteScalarAsync();
        using var killed = new CancellationTokenSource();

        // The reader keeps the database from being dropped, so that it ends where it has begun to be empty.
        var rebuilding = lost.Pair.PartA.DoAsync(
            new SiteOrder
            {
                OrderId = "rebuild", System = "bank", Site = "a", Component = "db", Verb = SiteVerb.Follow,
                Epoch = 1, Primary = "b", Rebuild = hash,
            },
            killed.Token);
        await Writers.UntilAsync(async () => (await lost.A.SqlAsync(
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'DROP DATABASE `bank`%'"))
            != "0\n");
        await lost.A.KillAsync();
        await killed.CancelAsync();
        await Task.WhenAny(rebuilding);
        await lost.A.StartAgainAsync();
        lost.Pair.ReopenA();
        var promoted = await SitePair.AskAsync(lost.Pair.PartA, SiteVerb.Promote);
        await SitePair.MustAsync(lost.Pair.PartA, SiteVerb.Fence);
        var fenced = await SitePair.AskAsync(lost.Pair.PartA, SiteVerb.Promote);
        var followed = await lost.FollowAsync();

        Assert.Equal(("not-held", "not-held"), (promoted.Code, fenced.Code));
        Assert.True(followed.Succeeded, followed.Told);
        Assert.Equal(hash, followed.Receipt!.ManifestSha256);
        await lost.AssertFollowsAsync();
    }
}
