using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Sites.Databases;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.Sites.Databases;

/// <summary>
/// An asynchronous pair, and a copy of <c>a</c> that stands where <c>b</c> stands when <c>a</c> is lost.
/// </summary>
internal sealed class LostPair : IAsyncDisposable
{
    private readonly MariaDbServer? kept;

    private LostPair(SitePair pair, MariaDbServer? kept) => (Pair, this.kept) = (pair, kept);

    public SitePair Pair { get; }

    public MariaDbServer A => Pair.A;

    public MariaDbServer B => Pair.B;

    /// <summary>What both had.</summary>
    public MariaDbServer Kept => kept ?? throw new InvalidOperationException("no copy was asked for");

    /// <param name="both">What both get, as statements.</param>
    /// <param name="withCopy">Whether there is to be a copy of what both have.</param>
    public static async Task<LostPair> StartAsync(string both, bool withCopy = false)
    {
        var pair = await SitePair.StartFollowingAsync(ReplicationMode.Async);
        var lost = new LostPair(pair, withCopy ? await MariaDbServer.StartAsync("--server-id=3") : null);
        await pair.A.SqlAsync("CREATE USER copy@'%'; GRANT REPLICATION SLAVE ON *.* TO copy@'%';" + both);
        var all = (await pair.A.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        if (withCopy)
        {
            await lost.Kept.SqlAsync(
                $"CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={pair.A.Port}, MASTER_USER='copy', "
                + "MASTER_USE_GTID=slave_pos; START SLAVE;");
            Assert.Equal("0\n", await lost.Kept.SqlAsync($"SELECT MASTER_GTID_WAIT('{all}', 60)"));
            await lost.Kept.SqlAsync("STOP SLAVE; RESET SLAVE ALL");
        }

        Assert.Equal("0\n", await pair.B.SqlAsync($"SELECT MASTER_GTID_WAIT('{all}', 60)"));
        await pair.B.SqlAsync("STOP SLAVE IO_THREAD");
        return lost;
    }

    /// <summary>What only <c>a</c> gets; then it dies, <c>b</c> is production, <c>a</c> is fenced.</summary>
    public async Task LoseAsync(string only)
    {
        await A.SqlAsync(only);
        await MoveAsync();
    }

    public async Task MoveAsync()
    {
        await A.KillAsync();
        await SitePair.AskAsync(Pair.PartB, SiteVerb.Hold);
        await SitePair.MustAsync(Pair.PartB, SiteVerb.CatchUp);
        await SitePair.MustAsync(Pair.PartB, SiteVerb.Promote);
        await B.SqlAsync("INSERT INTO bank.entry VALUES (-1, -1)");
        await SitePair.MustAsync(Pair.PartA, SiteVerb.Fence);
    }

    public Task<SiteAnswer> FollowAsync(string rebuild = "") =>
        SitePair.AskAsync(Pair.PartA, SiteVerb.Follow, "b", rebuild);

    /// <summary>What the stock client makes of a receipt, on the server that both had.</summary>
    public async Task LoadAsync(string folder)
    {
        var loaded = await Command.RunAsync("mariadb",
        [
            "--no-defaults", $"--socket={Kept.Socket}", "--user=root", "--abort-source-on-error",
            $"--execute=source {Path.Combine(folder, "lost.sql")}",
        ]);
        Assert.True(loaded.ExitCode == 0, loaded.Errors);
    }

    /// <summary>All tables of people and a sum of the rows of each.</summary>
    public static async Task<string> SumsAsync(MariaDbServer server)
    {
        var names = await server.SqlAsync(
            "SELECT CONCAT('`', TABLE_SCHEMA, '`.`', TABLE_NAME, '`') FROM information_schema.TABLES "
            + "WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA NOT IN "
            + "('mysql', 'sys', 'performance_schema', 'mesh') ORDER BY 1");
        var tables = names.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return await server.SqlAsync($"CHECKSUM TABLE {string.Join(", ", tables)} EXTENDED");
    }

    /// <summary>Waits until <c>a</c> has all of <c>b</c>, and compares all tables.</summary>
    public async Task AssertFollowsAsync()
    {
        await B.SqlAsync("INSERT INTO bank.entry VALUES (-2, -2)");
        var all = (await B.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        Assert.Equal("0\n", await A.SqlAsync($"SELECT MASTER_GTID_WAIT('{all}', 60)"));
        Assert.Equal(await SumsAsync(B), await SumsAsync(A));
        Assert.Equal("", await A.SqlAsync("SHOW DATABASES LIKE 'mesh_rejoin'"));
    }

    public async ValueTask DisposeAsync()
    {
        await (kept?.DisposeAsync() ?? default);
        await Pair.DisposeAsync();
    }
}
