using Mesh.Catalog.Downtimes;
using Mesh.Domain.Errors;
using Mesh.Domain.Incidents;
using Mesh.Domain.Names;
using Mesh.Domain.Standards;

namespace Mesh.Tests.Unit.Catalog;

public class DowntimeLogTests
{
    private static readonly SystemName Orders = SystemName.Parse("orders");

    [Fact]
    public async Task A_downtime_is_entered_once_and_gets_its_end_later()
    {
        using var catalog = new ScratchCatalog();
        var from = catalog.Time.GetUtcNow().AddHours(-2);
        var open = New("incident-1", from, null);
        var over = New("incident-1", from, from.AddHours(1));

        Assert.True(await catalog.Downtimes.EnterAsync(open, default));
        Assert.False(await catalog.Downtimes.EnterAsync(open, default));
        Assert.True(await catalog.Downtimes.EnterAsync(over, default));
        Assert.False(await catalog.Downtimes.EnterAsync(over, default));
        Assert.False(await catalog.Downtimes.EnterAsync(open, default));

        var kept = Assert.Single(await catalog.Downtimes.ListAsync(Orders, from, default));
        Assert.Equal((over.Span, Cause.Disaster), (kept.Span, kept.Cause));
        Assert.True((await catalog.Audit.VerifyAsync(null, default)).IsWhole);
        Assert.Equal(2, catalog.Count("SELECT count(*) FROM Audit WHERE Action = 'downtime-entered'"));
    }

    [Fact]
    public async Task What_was_entered_is_not_replaced_by_something_else()
    {
        using var catalog = new ScratchCatalog();
        var from = catalog.Time.GetUtcNow().AddHours(-2);
        await catalog.Downtimes.EnterAsync(New("incident-1", from, from.AddHours(1)), default);

        foreach (var other in new[]
        {
            New("incident-1", from, from.AddMinutes(1)),
            New("incident-1", from.AddMinutes(1), from.AddHours(1)),
            New("incident-1", from, from.AddHours(1), planned: true),
        })
        {
            var refusal = await Assert.ThrowsAsync<MeshException>(() =>
                catalog.Downtimes.EnterAsync(other, default));
            Assert.Equal("downtime-entered", refusal.Code);
        }
    }

    [Theory]
    [InlineData(-60, -60)]
    [InlineData(-60, -61)]
    [InlineData(1, null)]
    [InlineData(-60, 1)]
    public async Task A_downtime_that_cannot_have_been_is_refused(int from, int? until)
    {
        using var catalog = new ScratchCatalog();
        var now = catalog.Time.GetUtcNow();

        var refusal = await Assert.ThrowsAsync<MeshException>(() => catalog.Downtimes.EnterAsync(
            New("x", now.AddMinutes(from), until is null ? null : now.AddMinutes(until.Value)), default));

        Assert.Equal("bad-downtime", refusal.Code);
    }

    private static NewDowntime New(
        string key, DateTimeOffset from, DateTimeOffset? until, bool planned = false) =>
        new(Orders, key, new Downtime(from, until, planned), Cause.Disaster, "ann");
}
