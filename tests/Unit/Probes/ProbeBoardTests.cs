using Mesh.Catalog.Probes;
using Mesh.Catalog.Runbooks;
using Mesh.Domain.Detection;
using Mesh.Domain.Incidents;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Tests.Kit;
using Mesh.Tests.Unit.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Mesh.Tests.Unit.Probes;

/// <summary>What reports of places leave in the catalogue.</summary>
public class ProbeBoardTests(ITestOutputHelper output)
{
    private static readonly SystemName Bank = SystemName.Parse("bank");

    [Fact]
    public async Task A_verdict_opens_one_incident_and_closes_it_when_all_has_been_well_for_a_while()
    {
        using var catalog = await NewAsync();

        await TellAsync(catalog, 1, healthy: false, "b", "w", "b", "w");
        await TellAsync(catalog, 2, healthy: true, "w");
        await TellAsync(catalog, 3, healthy: false, "w", "b", "a");
        var opened = Assert.Single(await IncidentsAsync(catalog));
        catalog.Time.Advance(TimeSpan.FromMinutes(2));
        await TellAsync(catalog, 4, healthy: true, "b", "w");
        Assert.True((await Board(catalog).FindAsync(Bank, default)) is { Gone: true, Seen: false });
        await TellAsync(catalog, 5, healthy: true, TimeSpan.FromSeconds(60), "b", "w");

        Assert.Equal((Cause.Accident, "mesh:detection"), (opened.Cause, opened.Source));
        Assert.Contains("is down, as b and w see it", opened.Summary, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(await IncidentsAsync(catalog)).ClosedAt);
        Assert.Equal(DetectionVerdict.Standing, await Board(catalog).FindAsync(Bank, default));
        await TellAsync(catalog, 6, healthy: false, "b", "w");
        Assert.Equal(2, (await IncidentsAsync(catalog)).Count);
        Assert.True((await catalog.Audit.VerifyAsync(null, default)).IsWhole);
    }

    [Fact]
    public async Task What_is_old_doubled_or_of_nobody_we_know_has_no_effect()
    {
        using var catalog = await NewAsync();
        var board = Board(catalog);
        var report = Report(catalog, "w", 7, healthy: true, TimeSpan.Zero);

        Assert.True(await board.TakeAsync(report, default));
        Assert.False(await board.TakeAsync(report, default));
        Assert.False(await board.TakeAsync(report with { Sequence = 6, Healthy = false }, default));
        Assert.True(await board.TakeAsync(report with { Place = "b", Healthy = false }, default));
        Assert.False(await board.TakeAsync(report with { Place = "x", Healthy = false }, default));
        Assert.False(await board.TakeAsync(report with { Check = "tcp://x:1", Healthy = false }, default));
        Assert.False(await board.TakeAsync(report with { System = "nobody" }, default));
        Assert.False(await board.TakeAsync(report with { System = "No Name" }, default));

        Assert.Empty(await IncidentsAsync(catalog));
        Assert.Equal(2, catalog.Count("SELECT count(*) FROM Probes"));
        catalog.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await board.TakeAsync(
            report with { Sequence = 8, Healthy = false, At = catalog.Time.GetUtcNow() }, default));
        Assert.False((await board.FindAsync(Bank, default)).Gone, "what b told is a minute old");
    }

    [Fact]
    public async Task What_was_seen_while_a_runbook_worked_makes_nothing_move_once_it_has_ended()
    {
        using var catalog = await NewAsync();
        var runbooks = catalog.Main.GetRequiredService<RunbookBook>();
        await runbooks.RequestAsync(
            new NewRunbook(
                "one", Bank, RunbookKind.Protect, RunbookMode.Planned, SiteName.Parse("a"), SiteName.Parse("b"),
                "ann", "{}", 0),
            default);
        await TellAsync(catalog, 1, healthy: false, "b", "w");
        Assert.True((await Board(catalog).FindAsync(Bank, default)).Seen);

        await runbooks.FinishAsync("one", RunbookState.Succeeded, "{}", default);
        Assert.True((await Board(catalog).FindAsync(Bank, default)) is { Gone: true, Seen: false });

        catalog.Time.Advance(TimeSpan.FromSeconds(5));
        await TellAsync(catalog, 2, healthy: false, "b", "w");
        Assert.True((await Board(catalog).FindAsync(Bank, default)).Seen);
        Assert.Single(await IncidentsAsync(catalog));
    }

    [Fact]
    public async Task In_whatever_order_and_however_often_reports_come_the_newest_hold()
    {
        var random = Seed.NewRandom(output);
        using var catalog = await NewAsync();
        var reports = Enumerable.Range(1, 20)
            .SelectMany(number => new[] { "b", "w" }.Select(place =>
                Report(catalog, place, number, random.Next(2) == 0, TimeSpan.Zero)))
            .ToList();
        var mixed = reports.Concat(reports).ToArray();
        random.Shuffle(mixed);

        await Task.WhenAll(mixed.Chunk(20).Select(part => Task.Run(async () =>
        {
            foreach (var report in part)
            {
                await Board(catalog).TakeAsync(report, default);
            }
        })));

        var seen = (await Board(catalog).FindAsync(Bank, default)).Seen;
        Assert.Equal(reports[^1] is { Healthy: false } && reports[^2] is { Healthy: false }, seen);
        Assert.InRange((await IncidentsAsync(catalog)).Count, 0, 1);
    }

    private static async Task<ScratchCatalog> NewAsync()
    {
        var catalog = new ScratchCatalog();
        await catalog.Systems.ApplyAsync(DetectedSystem.Definition(), "tester", null, default);
        return catalog;
    }

    private static ProbeBoard Board(ScratchCatalog catalog) => catalog.Main.GetRequiredService<ProbeBoard>();

    private static async Task<IReadOnlyList<Mesh.Catalog.Incidents.IncidentRecord>> IncidentsAsync(
        ScratchCatalog catalog) => (await catalog.Incidents.ListAsync(null, false, new(), default)).Items;

    private static Task TellAsync(
        ScratchCatalog catalog, long sequence, bool healthy, params string[] places) =>
        TellAsync(catalog, sequence, healthy, TimeSpan.Zero, places);

    private static async Task TellAsync(
        ScratchCatalog catalog, long sequence, bool healthy, TimeSpan ago, params string[] places)
    {
        foreach (var place in places)
        {
            var report = Report(catalog, place, sequence, healthy, ago);
            await Board(catalog).TakeAsync(report, default);
            await Board(catalog).TakeAsync(report with { Check = "http://web.example/" }, default);
        }
    }

    private static ProbeReport Report(
        ScratchCatalog catalog, string place, long sequence, bool healthy, TimeSpan ago) => new()
    {
        System = "bank",
        Place = place,
        Check = "tcp://db.example:3306",
        Sequence = sequence,
        Healthy = healthy,
        Since = catalog.Time.GetUtcNow() - ago,
        Failures = healthy ? 0 : 3,
        Told = "refused",
        At = catalog.Time.GetUtcNow(),
    };
}
