using Mesh.Functions.Runs;
using Mesh.Orchestrations.Runs;
using Mesh.Sources.MariaDb.Log;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Databases;

/// <summary>
/// <c>kill -9</c> of database servers, each of which is started again: of the source while it is dumped and
/// its log captured, of the target while it is restored and brought forward. Runs end well, or say what is to
/// be done; nothing is lost or doubled.
/// </summary>
public sealed class KilledDatabaseTests(ITestOutputHelper output)
{
    private const string Bank = """
        CREATE DATABASE bank; USE bank;
        CREATE TABLE account (id INT PRIMARY KEY, balance INT NOT NULL);
        CREATE TABLE keyless (amount INT);
        CREATE TABLE padding (id INT PRIMARY KEY, text CHAR(64));
        INSERT INTO account SELECT seq, 1000 FROM seq_1_to_20;
        INSERT INTO padding SELECT seq, SHA2(seq, 256) FROM seq_1_to_20000;
        """;

    private const string Sums =
        "CHECKSUM TABLE bank.account, bank.keyless, bank.padding; SELECT SUM(balance) FROM bank.account";

    [MariaDbFact]
    public Task A_source_that_is_killed_in_a_dump_and_in_its_capture_loses_nothing() => KillSourceAsync(1);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task A_source_that_is_killed_again_and_again_loses_nothing() => KillSourceAsync(6);

    [MariaDbFact]
    public Task A_target_that_is_killed_in_a_restore_and_in_a_replay_is_restored_all_the_same() =>
        KillTargetAsync(1);

    [MariaDbFact]
    [Trait("Category", "Long")]
    public Task A_target_that_is_killed_again_and_again_is_restored_all_the_same() => KillTargetAsync(5);

    private async Task KillSourceAsync(int rounds)
    {
        var random = Seed.NewRandom(output);
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Bank);

        // The budget makes a dump last long enough to be killed in.
        await using var app = await LogApp.StartAsync(source, "bytesPerSecond: 800000, ");
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        using var stop = new CancellationTokenSource();
        var paying = PayAsync(source, new Random(random.Next()), stop.Token);
        for (var round = 0; round < rounds; round++)
        {
            var run = await StartBackupAsync(app);
            await ReachAsync(app, run, status => status.Phase == RunPhase.Moving && status.BytesDone > 0);
            await KillAsync(source, random);
            End(await app.EndAsync(run));
            await KillAsync(source, random);
        }

        await stop.CancelAsync();
        output.WriteLine($"{await paying} payments");
        var end = await LogApp.MomentAsync();
        await LogApp.LogsAsync(app, logs => logs[0].CapturedThrough >= end);
        var restored = await EndAsync(app, new RestoreRequest(
            TestApp.System, "ledger", LogApp.Connection(target), At: end));

        Assert.True(restored.State == "succeeded", $"{restored.Error?.Cause}\n{app.Log}");
        Assert.Equal(await source.SqlAsync(Sums), await target.SqlAsync(Sums));
        Assert.Equal("20000\n", await target.SqlAsync("SELECT SUM(balance) FROM bank.account"));
        var log = Assert.Single(await LogApp.Logs(app).ListAsync(LogApp.Ledger, default));
        Assert.Null(log.EndedAt);
        var oldest = (await app.PointsAsync()).Single(point => point.Id == log.BasePoint.Value);
        var chain = await LogApp.ChainAsync(app, log.Stream);
        Assert.Empty(await chain.VerifyAsync(LogPosition.Parse(oldest.Position.Split(' ')[0]), default));
        Assert.NotEqual("failed", End(await app.EndAsync(await StartBackupAsync(app))));
    }

    private async Task KillTargetAsync(int rounds)
    {
        var random = Seed.NewRandom(output);
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await source.SqlAsync(Bank);
        await using var app = await LogApp.StartAsync(source);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        await source.SqlAsync("""
            DELIMITER //
            BEGIN NOT ATOMIC FOR i IN 1..2000 DO
              START TRANSACTION; UPDATE bank.account SET balance = balance - i WHERE id = 1 + i % 20;
              UPDATE bank.account SET balance = balance + i WHERE id = 1 + i DIV 20 % 20;
              INSERT INTO bank.keyless VALUES (i); COMMIT;
            END FOR; END //
            """);
        var end = await LogApp.MomentAsync();
        await LogApp.HeldAsync(app, end);
        for (var round = 0; round < rounds; round++)
        {
            var request = new RestoreRequest(
                TestApp.System, "ledger", LogApp.Connection(target), At: end, Overwrite: true);
            var run = (await app.Api.RequestRestoreAsync(request, default)).Runs[0];
            foreach (var phase in new[] { RunPhase.Moving, RunPhase.Replaying })
            {
                await ReachAsync(app, run, status => status.Phase == phase);
                await KillAsync(target, random);
            }

            var last = await app.EndAsync(run);
            if (End(last) != "succeeded")
            {
                last = await EndAsync(app, request);
                Assert.True(last.State == "succeeded", $"{last.Error?.Cause}\n{app.Log}");
            }

            Assert.Equal(await source.SqlAsync(Sums), await target.SqlAsync(Sums));
        }
    }

    private static async Task<int> PayAsync(MariaDbServer server, Random random, CancellationToken stop)
    {
        var done = 0;
        while (!stop.IsCancellationRequested)
        {
            var (amount, from, to) = (random.Next(100), random.Next(1, 21), random.Next(1, 21));
            try
            {
                await server.SqlAsync($"""
                    BEGIN; UPDATE account SET balance = balance - {amount} WHERE id = {from};
                    UPDATE account SET balance = balance + {amount} WHERE id = {to};
                    INSERT INTO keyless VALUES ({amount}); COMMIT
                    """, "bank");
                done++;
            }
            catch (InvalidOperationException)
            {
                // The server is down, and comes back.
                await Task.Delay(50, CancellationToken.None);
            }
        }

        return done;
    }

    private static async Task KillAsync(MariaDbServer server, Random random)
    {
        await Task.Delay(random.Next(400));
        await server.KillAsync();
        await server.StartAgainAsync();
    }

    private static async Task<RunView> StartBackupAsync(TestApp app) => (await app.Api.RequestBackupAsync(
        new BackupRequest(TestApp.System, "ledger"), default)).Runs[0];

    private static async Task<RunView> EndAsync(TestApp app, RestoreRequest request) =>
        await app.EndAsync((await app.Api.RequestRestoreAsync(request, default)).Runs[0]);

    // What is over before it was seen there has gone well without being killed.
    private static async Task ReachAsync(TestApp app, RunView run, Func<RunStatus, bool> there)
    {
        await foreach (var now in app.Api.FollowRunAsync(run.Id, default))
        {
            if (now.Status is { } status && there(status))
            {
                return;
            }
        }
    }

    private string End(RunView run)
    {
        output.WriteLine($"{run.Id}: {run.State} {run.Error}");
        if (run.State == "failed")
        {
            // Which server, and in brackets what to do.
            Assert.Matches(@"127\.0\.0\.1.*\(.+\)", run.Error!.Cause);
        }

        return run.State;
    }
}
