using Mesh.Catalog.Audit;
using Mesh.Catalog.Paging;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.Unit.Catalog;

public class AuditTrailTests
{
    [Fact]
    public async Task Entries_are_read_as_they_were_written()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Audit.AppendAsync(
            new NewAuditEntry("ann", "key-added", "api") { Details = "for bob" }, default);

        var entry = Assert.Single((await catalog.Audit.ListAsync(new PageRequest(), default)).Items);

        Assert.Equal(
            (1L, "ann", "key-added", "api", "for bob", catalog.Time.GetUtcNow()),
            (entry.Number, entry.Who, entry.Action, entry.Subject, entry.Details, entry.At));
    }

    [Fact]
    public async Task An_entry_with_a_key_is_written_once_and_one_without_each_time()
    {
        using var catalog = new ScratchCatalog();
        for (var time = 0; time < 3; time++)
        {
            await catalog.Audit.AppendAsync(new NewAuditEntry("ann", "with", "x") { Key = "once" }, default);
            await catalog.Audit.AppendAsync(new NewAuditEntry("ann", "without", "x"), default);
        }

        Assert.Equal(4, catalog.Count("SELECT count(*) FROM Audit"));
    }

    [Fact]
    public async Task Many_processes_writing_at_once_leave_one_whole_chain()
    {
        using var catalog = new ScratchCatalog();
        var trails = Enumerable.Range(0, 4).Select(_ => catalog.Process().GetRequiredService<AuditTrail>())
            .ToList();

        await Task.WhenAll(trails.Select((trail, who) => Task.Run(async () =>
        {
            for (var number = 0; number < 10; number++)
            {
                await trail.AppendAsync(
                    new NewAuditEntry($"process-{who}", "did", $"thing-{number}"), default);
            }
        })));

        var verdict = await catalog.Audit.VerifyAsync(default);
        Assert.Equal((40, true), (verdict.Entries, verdict.IsWhole));
    }

    [Theory]
    [InlineData("UPDATE Audit SET Who = 'eve' WHERE Number = 3", 3, "altered")]
    [InlineData("UPDATE Audit SET Action = 'nothing' WHERE Number = 3", 3, "altered")]
    [InlineData("UPDATE Audit SET Subject = 'nothing' WHERE Number = 3", 3, "altered")]
    [InlineData("UPDATE Audit SET Details = '' WHERE Number = 3", 3, "altered")]
    [InlineData("UPDATE Audit SET At = '2020-01-01T00:00:00.0000000Z' WHERE Number = 3", 3, "altered")]
    [InlineData("UPDATE Audit SET Key = 'k' WHERE Number = 3", 3, "altered")]
    [InlineData("UPDATE Audit SET Hash = PreviousHash WHERE Number = 3", 3, "altered")]
    [InlineData("UPDATE Audit SET PreviousHash = Hash WHERE Number = 3", 3, "does not follow")]
    [InlineData("DELETE FROM Audit WHERE Number = 3", 3, "missing")]
    [InlineData("DELETE FROM Audit WHERE Number = 1", 1, "missing")]
    [InlineData(
        "DELETE FROM Audit WHERE Number = 3; UPDATE Audit SET Number = Number - 1 WHERE Number > 3",
        3,
        "does not follow")]
    [InlineData("UPDATE Audit SET Who = Who || Action, Action = '' WHERE Number = 3", 3, "altered")]
    public async Task An_entry_that_was_altered_or_removed_is_found(
        string tampering, long number, string cause)
    {
        using var catalog = new ScratchCatalog();
        await WriteFive(catalog);
        Assert.True((await catalog.Audit.VerifyAsync(default)).IsWhole);

        Assert.NotEqual(0, catalog.Execute(tampering));
        var verdict = await catalog.Audit.VerifyAsync(default);

        Assert.Equal((number, number - 1), (verdict.BrokenAt, verdict.Entries));
        Assert.Contains(cause, verdict.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_cut_off_the_end_show_by_the_head_that_was_kept_elsewhere()
    {
        using var catalog = new ScratchCatalog();
        await WriteFive(catalog);
        var kept = await catalog.Audit.VerifyAsync(default);

        Assert.NotEqual(0, catalog.Execute("DELETE FROM Audit WHERE Number = 5"));
        var verdict = await catalog.Audit.VerifyAsync(default);

        Assert.True(verdict.IsWhole);
        Assert.NotEqual((kept.Entries, kept.Head), (verdict.Entries, verdict.Head));
    }

    private static async Task WriteFive(ScratchCatalog catalog)
    {
        for (var number = 1; number <= 5; number++)
        {
            await catalog.Audit.AppendAsync(
                new NewAuditEntry("ann", "did", $"thing-{number}") { Details = "x" }, default);
        }
    }
}
