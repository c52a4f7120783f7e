using Mesh.Domain.Errors;
using Mesh.Functions.Runs;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Databases;

/// <summary>Restores tables and databases by way of a scratch server.</summary>
public sealed class AsideRestoreTests
{
    private const string Fill =
        """
        CREATE DATABASE bank;
        CREATE TABLE bank.branch (id INT PRIMARY KEY);
        CREATE TABLE bank.ledger (
          id INT PRIMARY KEY AUTO_INCREMENT, amount INT, exact FLOAT,
          stamp TIMESTAMP(6) DEFAULT '2026-01-02 03:04:05.678901',
          note TEXT CHARACTER SET latin1, raw BLOB, twice INT AS (amount * 2) STORED, place POINT,
          bits BIT(9), kind ENUM('a', 'b'), branch INT,
          CONSTRAINT lies_in FOREIGN KEY (branch) REFERENCES bank.branch (id));
        CREATE TABLE bank.seen (id INT);
        CREATE TRIGGER bank.see AFTER INSERT ON bank.ledger FOR EACH ROW
          INSERT INTO bank.seen VALUES (NEW.id);
        INSERT INTO bank.branch VALUES (7);
        CREATE DATABASE other; CREATE TABLE other.t (a INT PRIMARY KEY); INSERT INTO other.t VALUES (1);
        CREATE FUNCTION other.two() RETURNS INT DETERMINISTIC RETURN 2;
        CREATE VIEW other.v AS SELECT a + other.two() AS b FROM other.t;
        """;

    private const string Row =
        """
        INSERT INTO bank.ledger (amount, exact, note, raw, place, bits, kind, branch)
        VALUES ({0}, 16777216, _latin1 x'e4f6', x'00ff0d0a27', POINT(1.5, {0}), b'101010101', 'b', 7)
        """;

    private const string Sum =
        """
        SELECT COUNT(*), SUM(amount), SUM(twice), MAX(exact + 0e0), MAX(stamp), MAX(HEX(note)), MAX(HEX(raw)),
          MAX(ST_AsText(place)), MAX(bits + 0), MAX(kind), MAX(branch) FROM bank.
        """;

    [MariaDbFact]
    public async Task A_dropped_table_comes_back_beside_the_live_one_as_of_just_before_the_drop()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var app = await StartAsync(source);
        await source.SqlAsync(Insert(20));
        await source.SqlAsync(Insert(300));
        var before = await source.SqlAsync($"{Sum}ledger");
        await source.SqlAsync("DROP TABLE bank.ledger");
        var drop = await GtidAsync(source);
        await source.SqlAsync("CREATE TABLE bank.ledger (id INT PRIMARY KEY); INSERT INTO bank.ledger VALUES (1)");
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
        var request = new RestoreRequest(TestApp.System, "ledger", LogApp.Connection(source))
        {
            BeforeGtid = drop, Tables = ["bank.ledger"],
        };

        var plan = await app.Api.PlanRestoreAsync(request, default);
        var refused = await EndAsync(app, request);
        var run = await EndAsync(app, request with { As = "bank.lost" });

        Assert.Equal((true, true), (plan.Aside, plan.NeedsOverwrite));
        Assert.Equal(["bank.ledger"], plan.Tables);
        Assert.Equal(["bank.ledger"], plan.Existing);
        Assert.Equal("failed", refused.State);
        Assert.Contains("bank.ledger is there already", refused.Error!.Cause, StringComparison.Ordinal);
        Assert.Contains("--as", $"{refused.Error.Cause}{refused.Error.Hint}", StringComparison.Ordinal);
        Assert.True(run.State == "incomplete", $"{run.Error?.Cause}\n{app.Log}");
        Assert.Equal(before, await source.SqlAsync($"{Sum}lost"));
        Assert.Equal("1\n", await source.SqlAsync("SELECT GROUP_CONCAT(id) FROM bank.ledger"));
        Assert.StartsWith(plan.Log!.Position, run.Outcome!.Position, StringComparison.Ordinal);
        Assert.NotNull(run.Outcome.Verification);
        Assert.Equal(
            ["locking", "planning", "loading", "verifying", "replaying", "verifying-replay", "copying"],
            run.Phases.Select(phase => phase.Name).Take(7));
        Assert.Contains(run.Outcome.Warnings, text => text.Contains("trigger see", StringComparison.Ordinal));
        Assert.Contains(
            run.Outcome.Warnings,
            text => text.Contains("CONSTRAINT `lies_in` FOREIGN KEY (`branch`)", StringComparison.Ordinal));
        Assert.Equal("bank\nother\n", await DatabasesAsync(source));
    }

    [MariaDbFact]
    public async Task One_database_is_restored_to_a_moment_of_the_log_and_the_other_left_alone()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await using var app = await StartAsync(source);
        await source.SqlAsync("INSERT INTO other.t VALUES (2)");
        var last = await GtidAsync(source);
        await source.SqlAsync("INSERT INTO other.t VALUES (3)");
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
        await target.SqlAsync("CREATE DATABASE bank; CREATE TABLE bank.mine (a INT)");
        var request = new RestoreRequest(TestApp.System, "ledger", LogApp.Connection(target))
        {
            Gtid = last, Databases = ["other"],
        };

        var run = await EndAsync(app, request);
        var again = await EndAsync(app, request);

        Assert.True(run.State == "succeeded", $"{run.Error?.Cause}\n{app.Log}");
        Assert.EndsWith($" {last}", run.Outcome!.Position, StringComparison.Ordinal);
        Assert.Equal("3,4\n", await target.SqlAsync("SELECT GROUP_CONCAT(b ORDER BY b) FROM other.v"));
        Assert.Equal("mine\n", await target.SqlAsync("SHOW TABLES IN bank"));
        Assert.Equal("failed", again.State);
        Assert.Contains("other is there already", again.Error!.Cause, StringComparison.Ordinal);
        Assert.Equal("bank\nother\n", await DatabasesAsync(target));
    }

    [MariaDbFact]
    public async Task A_table_of_a_point_is_restored_and_what_makes_no_sense_is_refused()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await using var app = await StartAsync(source);
        var request = new RestoreRequest(TestApp.System, "ledger", LogApp.Connection(target))
        {
            Tables = ["bank.ledger", "other.t"],
        };

        var run = await EndAsync(app, request);

        Assert.True(run.State == "incomplete", $"{run.Error?.Cause}\n{app.Log}");
        Assert.Equal("", run.Outcome!.Position);
        Assert.Equal(await source.SqlAsync($"{Sum}ledger"), await target.SqlAsync($"{Sum}ledger"));
        Assert.Equal("1\n", await target.SqlAsync("SELECT a FROM other.t"));
        Assert.Equal("bank\nother\n", await DatabasesAsync(target));

        await target.SqlAsync(
            "UPDATE other.t SET a = 9; CREATE TABLE other.child (a INT, FOREIGN KEY (a) REFERENCES other.t (a))");
        var replaced = await EndAsync(app, request with { Tables = ["other.t"], Overwrite = true });

        Assert.True(replaced.State == "succeeded", $"{replaced.Error?.Cause}\n{app.Log}");
        Assert.Equal("1\n", await target.SqlAsync("SELECT a FROM other.t"));
        await target.SqlAsync("INSERT INTO other.child VALUES (1)");
        await Assert.ThrowsAnyAsync<Exception>(() => target.SqlAsync("INSERT INTO other.child VALUES (9)"));
        await RefusedAsync(app, request with { Tables = ["bank.legder"] }, "mariadb-no-table", "bank.legder");
        await RefusedAsync(app, request with { Databases = ["bank"] }, "bad-body", "tables");
        await RefusedAsync(app, request with { As = "bank.x" }, "bad-body", "as");
        await RefusedAsync(app, request with { Tables = ["ledger"] }, "bad-table", "tables");
        await RefusedAsync(app, request with { Tables = ["mysql.user"] }, "bad-table", "tables");
        await RefusedAsync(app, request with { Tables = ["other.t", "other.t"] }, "bad-body", "tables");
        await RefusedAsync(app, request with { Target = "/nowhere" }, "bad-body", "tables");
    }

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task What_is_not_there_at_the_moment_fails_the_run_by_name_and_leaves_nothing_behind()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await using var app = await StartAsync(source);
        await source.SqlAsync("DROP TABLE bank.seen; INSERT INTO other.t VALUES (2)");
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
        var request =
            new RestoreRequest(TestApp.System, "ledger", LogApp.Connection(target)) { Latest = true };

        var table = await EndAsync(app, request with { Tables = ["other.t", "bank.seen"] });
        var database = await EndAsync(app, request with { Databases = ["other", "othr"] });

        Assert.Equal(("failed", "failed"), (table.State, database.State));
        Assert.Contains("bank.seen: there is no such table at ", table.Error!.Cause, StringComparison.Ordinal);
        Assert.Contains("othr: there is no such database at ", database.Error!.Cause, StringComparison.Ordinal);
        Assert.Equal("", await DatabasesAsync(target));
    }

    private static string Insert(int amount) => Row.Replace("{0}", $"{amount}", StringComparison.Ordinal);

    private static async Task<TestApp> StartAsync(MariaDbServer source)
    {
        await source.SqlAsync($"{Fill}\n{Insert(1)}");
        var app = await LogApp.StartAsync(source);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        return app;
    }

    private static async Task<string> GtidAsync(MariaDbServer server) =>
        (await server.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();

    private static Task<string> DatabasesAsync(MariaDbServer server) => server.SqlAsync(
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN "
        + "('information_schema', 'mysql', 'performance_schema', 'sys', 'test') ORDER BY 1");

    private static async Task<RunView> EndAsync(TestApp app, RestoreRequest request) =>
        await app.EndAsync((await app.Api.RequestRestoreAsync(request, default)).Runs[0]);

    private static async Task RefusedAsync(TestApp app, RestoreRequest request, string code, string subject)
    {
        var error = await Assert.ThrowsAsync<MeshException>(
            () => app.Api.RequestRestoreAsync(request, default));
        Assert.Equal((code, subject), (error.Code, error.Subject));
        Assert.NotEqual("", error.Hint);
    }
}
