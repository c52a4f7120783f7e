using Mesh.Domain.Errors;
using Mesh.Functions.Runs;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Databases;

/// <summary>Restores to a transaction, a position, the newest state, and what is told before.</summary>
public sealed class RestorePlaceTests
{
    private const string Rows = "SELECT GROUP_CONCAT(amount ORDER BY amount) FROM bank.ledger";

    [MariaDbFact]
    public async Task A_restore_ends_exactly_at_the_transaction_or_position_that_is_named()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await using var app = await StartAsync(source);
        var gtids = new List<string>();
        var positions = new List<string>();
        for (var amount = 1; amount <= 3; amount++)
        {
            await source.SqlAsync($"INSERT INTO bank.ledger (amount) VALUES ({amount})");
            gtids.Add((await source.SqlAsync("SELECT @@gtid_binlog_pos")).Trim());
            var status = (await source.SqlAsync("SHOW MASTER STATUS")).Split('\t');
            positions.Add($"{status[0]}:{status[1]}");
        }

        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
        var request = new RestoreRequest(TestApp.System, "ledger", LogApp.Connection(target));
        var planned = await app.Api.PlanRestoreAsync(request with { Gtid = gtids[1] }, default);
        Assert.Equal(
            (positions[1], gtids[1], gtids[2]),
            (planned.Log!.Position, planned.Log.Gtids, planned.Log.FirstLeftOut));
        Assert.Equal((false, 0), (planned.NeedsOverwrite, planned.Existing.Count));
        Assert.Equal(["bank", "other"], planned.Databases);
        Assert.Null(planned.EstimateSeconds);
        Assert.InRange(
            planned.Log.LastCommittedAt!.Value, DateTimeOffset.UtcNow.AddMinutes(-2), DateTimeOffset.UtcNow);

        await EndsAsync(app, target, request with { Gtid = gtids[1] }, "1,2", gtids[1]);
        await EndsAsync(app, target, request with { BeforeGtid = gtids[1] }, "1", gtids[0]);
        await EndsAsync(app, target, request with { Position = positions[1] }, "1,2", gtids[1]);
        await EndsAsync(app, target, request with { Latest = true }, "1,2,3", gtids[2]);

        var again = await app.Api.PlanRestoreAsync(request with { Latest = true }, default);
        Assert.True(again.NeedsOverwrite);
        Assert.Equal(["bank", "other"], again.Existing);
        Assert.Equal((gtids[2], null), (again.Log!.Gtids, again.Log.FirstLeftOut));
        Assert.Equal(4, again.EstimatedFrom);
        Assert.Equal("1,2,3\n", await target.SqlAsync(Rows));

        var unknown = await RefusedAsync(app, request with { Gtid = "0-1-999999" });
        Assert.Equal(("not-in-log", "gtid"), (unknown.Code, unknown.Subject));
        var beyond = await RefusedAsync(app, request with { Position = "binlog.000777:4" });
        Assert.Equal(("not-in-log", "position"), (beyond.Code, beyond.Subject));
        var part = await app.Api.PlanRestoreAsync(request with { Latest = true, Databases = ["bank"] }, default);
        Assert.Equal((true, "bank"), (part.Aside, Assert.Single(part.Databases)));
    }

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task The_newest_point_before_the_place_is_the_base()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var app = await StartAsync(source);
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (1)");
        var first = (await source.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (2)");
        var second = (await source.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        var later = await LogApp.BackUpAsync(app);
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (3)");
        var third = (await source.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);

        var basis = (await app.PointsAsync())[^1].Id;
        var request = new RestoreRequest(TestApp.System, "ledger", LogApp.Connection(source));
        var to = async (RestoreRequest wanted) =>
        {
            var plan = await app.Api.PlanRestoreAsync(wanted, default);
            return (plan.Point, plan.Log?.Gtids);
        };

        Assert.Equal((basis, first), await to(request with { Gtid = first }));
        Assert.Equal((later.Id, null), await to(request with { Gtid = second }));
        Assert.Equal((basis, first), await to(request with { BeforeGtid = second }));
        Assert.Equal((later.Id, third), await to(request with { Gtid = third }));
        Assert.Equal((later.Id, second), await to(request with { BeforeGtid = third }));
        Assert.Equal((later.Id, third), await to(request with { Latest = true }));
    }

    [MariaDbFact]
    public async Task Chosen_databases_of_a_point_are_restored_and_the_others_left_alone()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await using var app = await StartAsync(source);
        await source.SqlAsync("CREATE USER clerk; INSERT INTO bank.ledger (amount) VALUES (5)");
        await LogApp.BackUpAsync(app);
        await target.SqlAsync("CREATE DATABASE other; CREATE TABLE other.mine (a INT)");
        var request = new RestoreRequest(TestApp.System, "ledger", LogApp.Connection(target));

        var plan = await app.Api.PlanRestoreAsync(request with { Databases = ["bank"] }, default);
        var run = await EndAsync(app, request with { Databases = ["bank"] });

        Assert.Equal((1, false), (plan.Databases.Count, plan.NeedsOverwrite));
        Assert.True(run.State == "succeeded", run.Error?.Cause);
        Assert.Equal(["bank"], run.Databases);
        Assert.Equal(plan.Bytes, run.Counters["bytes"]);
        Assert.Equal("5\n", await target.SqlAsync(Rows));
        Assert.Equal("mine\n", await target.SqlAsync("SHOW TABLES IN other"));
        Assert.Equal("0\n", await target.SqlAsync("SELECT COUNT(*) FROM mysql.user WHERE User = 'clerk'"));
        var missing = await RefusedAsync(app, request with { Databases = ["bnak"] });
        Assert.Equal(("mariadb-no-database", "bnak"), (missing.Code, missing.Subject));
    }

    private static async Task<TestApp> StartAsync(MariaDbServer source)
    {
        await source.SqlAsync(
            "CREATE DATABASE bank; CREATE TABLE bank.ledger (id INT PRIMARY KEY AUTO_INCREMENT, amount INT);"
            + "CREATE DATABASE other; CREATE TABLE other.t (a INT PRIMARY KEY); INSERT INTO other.t VALUES (1)");
        var app = await LogApp.StartAsync(source);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        return app;
    }

    private static async Task EndsAsync(
        TestApp app, MariaDbServer target, RestoreRequest request, string rows, string gtid)
    {
        var run = await EndAsync(app, request with { Overwrite = true });
        Assert.True(run.State == "succeeded", $"{run.Error?.Cause}\n{app.Log}");
        Assert.Equal($"{rows}\n", await target.SqlAsync(Rows));
        Assert.EndsWith($" {gtid}", run.Outcome!.Position, StringComparison.Ordinal);
    }

    private static async Task<RunView> EndAsync(TestApp app, RestoreRequest request) =>
        await app.EndAsync((await app.Api.RequestRestoreAsync(request, default)).Runs[0]);

    private static Task<MeshException> RefusedAsync(TestApp app, RestoreRequest request) =>
        Assert.ThrowsAsync<MeshException>(() => app.Api.RequestRestoreAsync(request, default));
}
