using Mesh.Domain.Errors;
using Mesh.Functions.Proofs;
using Mesh.Functions.Runs;
using Mesh.Functions.Systems;
using Mesh.Orchestrations.Runs;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Databases;

/// <summary>
/// That a database can be restored is proven by the app, and the proof is lost with what it stands on.
/// </summary>
public sealed class ProofTests
{
    private const string Bank = """
        CREATE DATABASE bank; CREATE TABLE bank.ledger (id INT PRIMARY KEY AUTO_INCREMENT, amount INT);
        INSERT INTO bank.ledger (amount) VALUES (5), (-5);
        """;

    private const string Balanced =
        "{name: it balances, sql: 'SELECT SUM(amount) FROM bank.ledger', expect: '0'}";

    [MariaDbFact]
    public async Task A_proof_restores_point_and_log_and_a_corrupt_segment_takes_it_away_with_an_alert()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(Bank);
        await using var app = await StartAsync(source, Balanced);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (7), (-7)");
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);

        var proven = await ProveAsync(app);
        var status = await StatusAsync(app);
        var point = Assert.Single(await app.PointsAsync());
        FlipEverySegment(app);
        var lost = await ProveAsync(app);
        var after = await StatusAsync(app);

        Assert.True(proven.State == "succeeded", proven.Error?.Cause);
        Assert.Equal("proven", point.State);
        Assert.NotNull(status.ProvenAt);
        Assert.True(status.PredictedRto!.LowSeconds < status.PredictedRto.HighSeconds);
        var gtid = (await source.SqlAsync("SELECT @@gtid_binlog_pos")).Trim();
        var proofs = (await app.Api.ListProofsAsync("", default)).Items.Reverse().ToList();
        Assert.Equal(
            ["newest", "moment"], proofs.Where(proof => proof.Run == proven.Id).Select(proof => proof.Part));
        Assert.EndsWith($" {gtid}", proofs[0].Position, StringComparison.Ordinal);
        Assert.Equal("failed", lost.State);
        Assert.Contains("segment", lost.Error!.Cause, StringComparison.Ordinal);
        Assert.Null(after.ProvenAt);
        Assert.Equal("verified", Assert.Single(await app.PointsAsync()).State);
        var alert = Assert.Single((await app.Api.ListAlertsAsync("", default)).Items);
        Assert.Equal(("disproven", "critical", "ledger"), (alert.Code, alert.Severity, alert.Component));
        Assert.Empty(Directory.GetDirectories(Path.Combine(app.Data, "scratch")));
    }

    [MariaDbFact]
    public async Task An_assertion_that_fails_is_told_and_the_next_good_proof_clears_the_alert()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(Bank + "INSERT INTO bank.ledger (amount) VALUES (1)");
        await using var app = await StartAsync(source, Balanced, log: "off");
        await BackUpAsync(app);

        var bad = await ProveAsync(app);
        var alert = Assert.Single((await app.Api.ListAlertsAsync("", default)).Items);
        await source.SqlAsync("DELETE FROM bank.ledger WHERE amount = 1");
        await BackUpAsync(app);
        var good = await ProveAsync(app);

        Assert.Contains(
            "'it balances' does not hold: it gives 1, expected 0",
            bad.Error!.Cause,
            StringComparison.Ordinal);
        Assert.Contains("it balances", alert.Message, StringComparison.Ordinal);
        Assert.True(good.State == "succeeded", good.Error?.Cause);
        Assert.Empty((await app.Api.ListAlertsAsync("", default)).Items);
        Assert.NotNull(Assert.Single((await app.Api.ListAlertsAsync("?all=true", default)).Items).ClearedAt);
        Assert.Equal(["proven", "verified"], (await app.PointsAsync()).Select(each => each.State));
    }

    [MariaDbFact]
    public async Task Files_and_a_database_without_a_point_are_refused_with_the_way_out()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var app = await StartAsync(source, Balanced, log: "off");

        var files = await Assert.ThrowsAsync<MeshException>(() => app.Api.RequestProofAsync(
            new ProofRequest(TestApp.System, TestApp.Component), default));
        var early = await Assert.ThrowsAsync<MeshException>(() => app.Api.RequestProofAsync(
            new ProofRequest(TestApp.System, "ledger"), default));

        Assert.Equal(("bad-body", "component"), (files.Code, files.Subject));
        Assert.Contains("mesh backup run", early.Hint, StringComparison.Ordinal);
    }

    private static Task<TestApp> StartAsync(
        MariaDbServer source, string assertion, string log = "continuous") =>
        TestApp.StartAsync(new TestAppOptions
        {
            Manifest =
                $"  - {{name: ledger, kind: database, log: {log}, connection: '{LogApp.Connection(source)}', "
                + $"prove: {{timeZone: UTC, at: 0 4 1 1 *, assertions: [{assertion}]}}}}",
            Settings = new Dictionary<string, string>
            {
                ["MESH_SCHEDULE_TICK"] = "* * * * * *",
                ["MESH_CAPTURE_SECONDS"] = "2",
            },
        });

    private static async Task<RunView> ProveAsync(TestApp app)
    {
        var request = new ProofRequest(TestApp.System, "ledger");
        return await app.EndAsync((await app.Api.RequestProofAsync(request, default)).Runs[0]);
    }

    private static async Task BackUpAsync(TestApp app)
    {
        var request = new BackupRequest(TestApp.System, "ledger", null);
        var run = await app.EndAsync((await app.Api.RequestBackupAsync(request, default)).Runs[0]);
        Assert.True(run.State == "succeeded", run.Error?.Cause);
    }

    private static async Task<ComponentSummary> StatusAsync(TestApp app) =>
        Assert.Single((await app.Api.ListSystemsAsync(default)).Items).Components
            .Single(component => component.Component == "ledger");

    private static void FlipEverySegment(TestApp app)
    {
        var files =
            Directory.GetFiles(Path.Combine(app.VaultFolder, "mesh-log"), "*", SearchOption.AllDirectories);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 2] ^= 1;
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.WriteAllBytes(file, bytes);
        }
    }
}
