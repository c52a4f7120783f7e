using Mesh.Catalog.Downtimes;
using Mesh.Catalog.Points;
using Mesh.Catalog.Proofs;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Catalog.Telemetry;
using Mesh.Domain.Incidents;
using Mesh.Domain.Measures;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;
using Mesh.Domain.Standards;
using Mesh.Tests.Unit.Standbys;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.Unit.Catalog;

/// <summary>How a system stands with what is demanded of it.</summary>
public class StandingTests
{
    private static readonly ComponentAddress Ledger = ComponentAddress.Parse("orders/ledger");

    [Fact]
    public async Task Before_anything_is_shown_a_declaration_is_only_a_promise()
    {
        using var catalog = new ScratchCatalog();
        var system =
            (await catalog.Systems.ApplyAsync(RecoverySample.System, "ann", null, default)).System;

        var standing = await catalog.Standings.OfAsync(system, default);

        var whole = standing.Objectives[0];
        Assert.Equal(
            (null, "rto", 30, 17, null),
            (whole.Subject, whole.Name, whole.Wanted!.Value.TotalMinutes,
                Math.Floor(whole.Predicted!.Value.TotalMinutes), whole.Met));
        var orders = standing.Objectives.Single(each => each is { Subject: "orders", Name: "rpo" });
        Assert.Equal(
            (TimeSpan.Zero, TimeSpan.Zero, null, null),
            (orders.Wanted, orders.Predicted, orders.Proven, orders.Met));
        Assert.Equal(
            "not shown to meet the figures of level 5 yet: rto, rpo of orders, rpo of documents",
            standing.Level);
    }

    [Fact]
    public async Task Proofs_show_what_a_restore_takes_and_a_point_what_would_be_lost()
    {
        using var catalog = new ScratchCatalog();
        var system = await ColdAsync(catalog);
        await ProvenAsync(catalog);
        catalog.Time.Advance(TimeSpan.FromHours(3));

        var standing = await catalog.Standings.OfAsync(system, default);

        var whole = standing.Objectives[0];
        Assert.Equal((90, 3), (whole.Proven!.Value.TotalSeconds, whole.ProofAge!.Value.TotalHours));
        Assert.Equal(true, whole.Met);
        var rpo = standing.Objectives.Single(each => each.Name == "rpo");
        Assert.Equal(
            (24, 24, 3, true),
            (rpo.Wanted!.Value.TotalHours, rpo.Predicted!.Value.TotalHours, rpo.Proven!.Value.TotalHours,
                rpo.Met));
        Assert.Equal("meets the figures of level 3", standing.Level);
    }

    [Fact]
    public async Task A_gap_is_by_how_much_the_worse_figure_is_over()
    {
        using var catalog = new ScratchCatalog();
        var system = await ColdAsync(catalog);
        await ProvenAsync(catalog);
        catalog.Time.Advance(TimeSpan.FromHours(26));

        var standing = await catalog.Standings.OfAsync(system, default);

        var rpo = standing.Objectives.Single(each => each.Name == "rpo");
        Assert.Equal((2, false), (rpo.Gap!.Value.TotalHours, rpo.Met));
        Assert.Equal("does not meet the figures of level 3: rpo of ledger", standing.Level);
    }

    [Fact]
    public async Task Unplanned_downtime_of_the_year_is_held_against_the_stricter_figure()
    {
        using var catalog = new ScratchCatalog();
        var system = await ColdAsync(catalog);
        await ProvenAsync(catalog);
        var now = catalog.Time.GetUtcNow();
        await DownAsync(catalog, "planned", now.AddDays(-20), TimeSpan.FromDays(10), planned: true);
        await DownAsync(catalog, "last-year", now.AddDays(-62), TimeSpan.FromDays(3)); // into 1 January
        await DownAsync(catalog, "long", now.AddDays(-9), TimeSpan.FromHours(70));

        var within = await catalog.Standings.OfAsync(system, default);
        await DownAsync(catalog, "more", now.AddHours(-8), TimeSpan.FromHours(7));
        var beyond = await catalog.Standings.OfAsync(system, default);

        // From 29 December 12:00 on three days: half a day of them is of this year.
        Assert.Equal(12 + 70, within.Down.TotalHours);
        Assert.Equal("meets the figures of level 3", within.Level);
        Assert.Equal(87.6, within.Budget.Allowed!.Value.TotalHours, 6);
        Assert.Equal("does not meet the figures of level 3: downtime of the year", beyond.Level);
        Assert.Equal(["last-year", "planned", "long"], within.Downtimes.Select(each => each.Key));
        Assert.Equal(100 * (1 - (89 / (59.5 * 24))), beyond.Availability, 6);
    }

    [Fact]
    public async Task What_was_applied_is_read_although_it_would_be_refused_by_now()
    {
        using var catalog = new ScratchCatalog();
        await ColdAsync(catalog);

        // As if the figures had become stricter since.
        Assert.Equal(1, catalog.Execute(
            "UPDATE Systems SET Manifest = replace(Manifest, 'level: jrt0168-3', 'level: jrt0168-5')"));
        var system = await catalog.Systems.GetAsync(SystemName.Parse("orders"), default);
        var standing = await catalog.Standings.OfAsync(system, default);

        Assert.Contains("does not meet the figures of level 5", standing.Level, StringComparison.Ordinal);
    }

    [Fact]
    public void A_level_is_not_held_against_what_the_owner_demands_beyond_it()
    {
        var level = StandardLevel.Read("jrt0168-4").Value!;
        var strict = new ObjectiveStanding("ledger", "rpo", TimeSpan.FromMinutes(1))
        {
            Proven = TimeSpan.FromMinutes(30),
        };

        Assert.Equal(false, strict.Met);
        Assert.Equal(
            "meets the figures of level 4", LevelVerdict.Of(level, [strict], TimeSpan.Zero, 2026));
        Assert.Equal(
            "does not meet the figures of level 4: downtime of the year",
            LevelVerdict.Of(level, [strict], TimeSpan.FromHours(9), 2026));
    }

    private static async Task<SystemRecord> ColdAsync(ScratchCatalog catalog)
    {
        var system = Mesh.Catalog.Manifests.SystemManifest.Read(
            """
            apiVersion: mesh/v1
            kind: System
            name: orders
            sites: [{name: here}, {name: there, role: standby}]
            objectives: {level: jrt0168-3}
            vault: {repository: /srv/vault, password: 'env:P'}
            schedule: {timeZone: UTC, full: 0 1 * * *}
            components:
              - name: ledger
                kind: database
                connection: mariadb://a@b
                standby: {site: there, class: cold}
            """,
            "orders.yaml");
        return (await catalog.Systems.ApplyAsync(system, "ann", null, default)).System;
    }

    private static async Task ProvenAsync(ScratchCatalog catalog)
    {
        var run = RunId.Parse("run-1");
        await catalog.Runs.RequestAsync(
            new NewRun(run, Ledger, 1, RunKind.Backup, "ann") { Mode = BackupMode.Full }, default);
        await catalog.Points.RecordAsync(
            new NewPoint(run, Ledger, "/srv/vault", BackupMode.Full, catalog.Time.GetUtcNow(), "aaaa1111"),
            default);
        await catalog.Points.AdvanceAsync(run, RecoveryPointEvent.Verify, null, default);
        await catalog.Points.AdvanceAsync(run, RecoveryPointEvent.Prove, null, default);
        await catalog.Main.GetRequiredService<ProofLog>().RecordAsync(
            new ProofRecord(RunId.Parse("proof-1"), "newest", Ledger, run, true)
            {
                Stages = [new ProofStage("load", 60), new ProofStage("verify", 30)],
                Bytes = 1000,
            },
            default);
    }

    private static Task<bool> DownAsync(
        ScratchCatalog catalog, string key, DateTimeOffset from, TimeSpan length, bool planned = false) =>
        catalog.Downtimes.EnterAsync(
            new NewDowntime(
                SystemName.Parse("orders"),
                key,
                new Downtime(from, from + length, planned),
                Cause.Accident,
                "ann"),
            default);
}
