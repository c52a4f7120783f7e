using Mesh.Catalog.Points;
using Mesh.Catalog.Telemetry;
using Mesh.Domain.Measures;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;

namespace Mesh.Tests.Unit.Catalog;

public class ProtectionTests
{
    [Fact]
    public async Task The_RPO_of_a_component_is_the_age_of_its_newest_verified_point()
    {
        using var catalog = new ScratchCatalog();
        var system = (await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "ann", null, default)).System;

        var before = Assert.Single(await catalog.Board.OfAsync(system, default));
        await Backup(catalog, "run-1");
        catalog.Time.Advance(TimeSpan.FromHours(24));
        var within = Assert.Single(await catalog.Board.OfAsync(system, default));
        catalog.Time.Advance(TimeSpan.FromSeconds(1));
        var beyond = Assert.Single(await catalog.Board.OfAsync(system, default));

        Assert.Equal((null, false), (before.Rpo, before.MeetsObjective));
        Assert.Equal(
            (TimeSpan.FromHours(24), true, "run-1"),
            (within.Rpo, within.MeetsObjective, within.NewestPoint!.Value));
        Assert.Equal(false, beyond.MeetsObjective);
    }

    [Fact]
    public async Task What_a_log_has_captured_counts_while_the_point_that_it_follows_does()
    {
        using var catalog = new ScratchCatalog();
        var system = (await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "ann", null, default)).System;
        await Backup(catalog, "run-1");
        await catalog.Logs.OpenAsync(ScratchCatalog.Documents, RunId.Parse("run-1"), default);
        catalog.Time.Advance(TimeSpan.FromHours(2));
        var before = Assert.Single(await catalog.Board.OfAsync(system, default));

        var captured = catalog.Time.GetUtcNow().AddSeconds(-3);
        await catalog.Logs.AdvanceAsync("run-1", "binlog.000001:4", captured, default);
        var held = Assert.Single(await catalog.Board.OfAsync(system, default));
        await catalog.Points.AdvanceAsync(RunId.Parse("run-1"), RecoveryPointEvent.Expire, "gone", default);
        var lost = Assert.Single(await catalog.Board.OfAsync(system, default));

        Assert.Equal(TimeSpan.FromHours(2), before.Rpo);
        Assert.Equal((TimeSpan.FromSeconds(3), captured), (held.Rpo, held.ConsistencyTime));
        Assert.Null(lost.Rpo);
    }

    [Fact]
    public async Task Samples_are_taken_of_what_has_a_point_and_of_each_moment_once()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(ScratchCatalog.Orders(), "ann", null, default);
        var noon = catalog.Time.GetUtcNow();
        await catalog.Board.SampleAsync(default);
        await Backup(catalog, "run-1");
        foreach (var minutes in new[] { 10, 0, 20 })
        {
            catalog.Time.Advance(TimeSpan.FromMinutes(minutes));
            await catalog.Board.SampleAsync(default);
        }

        var samples =
            await catalog.Measurements.ListAsync(ScratchCatalog.Documents, Metric.Rpo, noon, 100, default);

        Assert.Equal(
            [(noon.AddMinutes(10), 600.0), (noon.AddMinutes(30), 1800.0)],
            samples.Select(sample => (sample.At, sample.Value)));
    }

    [Fact]
    public async Task A_runs_measure_is_entered_once_per_phase_and_the_first_stays()
    {
        using var catalog = new ScratchCatalog();
        var noon = catalog.Time.GetUtcNow();
        var run = RunId.Parse("run-1");
        Sample[] samples =
        [
            new(Metric.Rto, ScratchCatalog.Documents, noon, 10, run),
            new(Metric.Rto, ScratchCatalog.Documents, noon, 4, run, "plan"),
            new(Metric.Rto, ScratchCatalog.Documents, noon.AddSeconds(1), 99, run, "plan"),
        ];

        await catalog.Measurements.RecordAsync(samples, default);
        await catalog.Measurements.RecordAsync(
            [samples[0] with { At = noon.AddHours(1), Value = 11 }], default);

        var read =
            await catalog.Measurements.ListAsync(ScratchCatalog.Documents, Metric.Rto, noon, 100, default);
        Assert.Equal(samples.Take(2), read);
    }

    [Fact]
    public async Task What_is_old_can_be_forgotten()
    {
        using var catalog = new ScratchCatalog();
        var noon = catalog.Time.GetUtcNow();
        await catalog.Measurements.RecordAsync(
            [.. Enumerable.Range(0, 10).Select(day =>
                new Sample(Metric.Rpo, ScratchCatalog.Documents, noon.AddDays(day), day))],
            default);

        var gone = await catalog.Measurements.ForgetAsync(noon.AddDays(4), default);

        var read =
            await catalog.Measurements.ListAsync(ScratchCatalog.Documents, Metric.Rpo, noon, 3, default);
        Assert.Equal(4, gone);
        Assert.Equal([4.0, 5.0, 6.0], read.Select(sample => sample.Value));
    }

    private static async Task Backup(ScratchCatalog catalog, string id)
    {
        var run = RunId.Parse(id);
        await catalog.Runs.RequestAsync(ScratchCatalog.Run(id), default);
        await catalog.Points.RecordAsync(
            new NewPoint(
                run,
                ScratchCatalog.Documents,
                "/srv/vault",
                BackupMode.Full,
                catalog.Time.GetUtcNow(),
                "aaaa1111") { Position = "binlog.000001:4" },
            default);
        await catalog.Points.AdvanceAsync(run, RecoveryPointEvent.Verify, null, default);
    }
}
