using Mesh.Catalog.Alerts;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Points;
using Mesh.Catalog.Proofs;
using Mesh.Catalog.Runs;
using Mesh.Domain.Alerts;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.Unit.Catalog;

public class ProofLogTests
{
    private const string Database =
        "  - {name: ledger, kind: database, connection: 'mariadb://a@b', prove: {timeZone: UTC, at: '0 4 * * *'}}";

    private static readonly ComponentAddress Ledger = ComponentAddress.Parse("orders/ledger");
    private static readonly PageRequest All = new();

    [Fact]
    public async Task A_rehearsal_is_entered_once_and_the_first_entry_stays()
    {
        using var catalog = new ScratchCatalog();
        var proofs = catalog.Main.GetRequiredService<ProofLog>();
        var proof = Proof("run-1");

        Assert.True(await proofs.RecordAsync(proof, default));
        Assert.False(await proofs.RecordAsync(proof with { Bytes = 9 }, default));

        var kept = Assert.Single((await proofs.ListAsync(Ledger, All, default)).Items);
        Assert.Equal(proof.Stages, kept.Stages);
        Assert.Equal(proof with { At = kept.At, Stages = kept.Stages, Findings = kept.Findings }, kept);
        Assert.Empty((await proofs.ListAsync(ScratchCatalog.Documents, All, default)).Items);
    }

    [Fact]
    public async Task Status_shows_when_it_was_proven_and_what_a_restore_would_take_until_proof_is_lost()
    {
        using var catalog = new ScratchCatalog();
        var system =
            (await catalog.Systems.ApplyAsync(
                ScratchCatalog.Orders(more: Database), "ann", null, default)).System;
        await PointAsync(catalog, "run-1");
        await catalog.Main.GetRequiredService<ProofLog>().RecordAsync(Proof("run-1"), default);
        await catalog.Points.AdvanceAsync(RunId.Parse("run-1"), RecoveryPointEvent.Prove, null, default);
        catalog.Time.Advance(TimeSpan.FromHours(2));

        var proven = (await catalog.Board.OfAsync(system, default)).Single(each => each.Component == Ledger);
        await catalog.Points.DoubtAsync(Ledger, default);
        var doubted = (await catalog.Board.OfAsync(system, default)).Single(each => each.Component == Ledger);

        Assert.Equal(TimeSpan.FromHours(2), proven.ProofAge);
        Assert.Equal(50, proven.PredictedRto!.Expected.TotalSeconds, 3);
        Assert.Equal((null, null), (doubted.ProvenAt, doubted.ProofAge));
        Assert.Equal(proven.Rpo, doubted.Rpo);
        var point = Assert.Single((await catalog.Points.ListAsync(new PointFilter(), All, default)).Items);
        Assert.Equal((RecoveryPointState.Verified, proven.VerifiedAt), (point.State, point.VerifiedAt));
    }

    [Fact]
    public async Task A_proof_is_due_once_there_is_a_point_and_beside_a_backup_of_the_same_minute()
    {
        using var catalog = new ScratchCatalog();
        var orders = ScratchCatalog.Orders("0 4 * * *", Database);
        await catalog.Systems.ApplyAsync(orders, "ann", null, default);
        catalog.Time.Advance(TimeSpan.FromHours(17));

        var backups = await catalog.Due.ClaimAsync(default);
        Assert.All(backups, run => Assert.Equal(RunKind.Backup, run.Kind));
        await catalog.Runs.AdvanceAsync(
            backups.Single(run => run.Component == Ledger).Id, RunEvent.Cancel, null, default);
        await PointAsync(catalog, "run-1");
        var proof = Assert.Single(await catalog.Due.ClaimAsync(default));
        Assert.Empty(await catalog.Due.ClaimAsync(default));

        Assert.Equal(("orders.ledger.20260302-040000-proof", RunKind.Proof), (proof.Id.Value, proof.Kind));
        Assert.Equal("run-1", proof.Point);
    }

    [Fact]
    public async Task An_alert_is_open_once_is_counted_and_comes_anew_after_it_was_cleared()
    {
        using var catalog = new ScratchCatalog();
        var alerts = catalog.Main.GetRequiredService<AlertBoard>();
        await alerts.RaiseAsync(Ledger, AlertCode.Disproven, "", AlertSeverity.Warning, "first", default);
        await alerts.RaiseAsync(Ledger, AlertCode.Disproven, "", AlertSeverity.Critical, "second", default);
        await alerts.RaiseAsync(Ledger, AlertCode.ProofFailed, "", AlertSeverity.Warning, "other", default);

        var open = (await alerts.ListAsync(openOnly: true, All, default)).Items;
        await alerts.ClearAsync(Ledger, AlertCode.Disproven, "", default);
        await alerts.ClearAsync(Ledger, AlertCode.Disproven, "", default);
        await alerts.RaiseAsync(Ledger, AlertCode.Disproven, "", AlertSeverity.Critical, "third", default);
        var all = (await alerts.ListAsync(openOnly: false, All, default)).Items;

        Assert.Equal([("other", 1), ("second", 2)], open.Select(alert => (alert.Message, alert.Times)));
        Assert.Equal(["third", "other", "second"], all.Select(alert => alert.Message));
        Assert.NotNull(all[2].ClearedAt);
        Assert.True((await catalog.Audit.VerifyAsync(null, default)).IsWhole);
    }

    private static ProofRecord Proof(string run) =>
        new(RunId.Parse(run), "newest", Ledger, RunId.Parse("run-1"), true)
        {
            Bytes = 1_000,
            LogBytes = 10,
            LogSeconds = 5,
            Position = "binlog.000001:4 0-1-1",
            TablesCompared = 3,
            Stages = [new ProofStage("start", 3), new ProofStage("load", 40), new ProofStage("verify", 10)],
        };

    private static async Task PointAsync(ScratchCatalog catalog, string id)
    {
        var run = RunId.Parse(id);
        await catalog.Runs.RequestAsync(
            new NewRun(run, Ledger, 1, RunKind.Backup, "tester") { Mode = BackupMode.Full }, default);
        await catalog.Points.RecordAsync(
            new NewPoint(
                run, Ledger, "/srv/vault", BackupMode.Full, catalog.Time.GetUtcNow(), new string('a', 64))
            {
                Bytes = 1_000,
            },
            default);
        await catalog.Points.AdvanceAsync(run, RecoveryPointEvent.Verify, null, default);
        await catalog.Runs.AdvanceAsync(run, RunEvent.Cancel, null, default);
    }
}
