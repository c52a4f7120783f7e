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

        var verdict = await catalog.Audit.VerifyAsync(null, default);
        Assert.Equal((40, true), (verdict.Head.Entries, verdict.IsWhole));
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
        Assert.True((await catalog.Audit.VerifyAsync(null, default)).IsWhole);

        Assert.NotEqual(0, catalog.Execute(tampering));
        var verdict = await catalog.Audit.VerifyAsync(null, default);

        Assert.Equal((number, number - 1), (verdict.BrokenAt, verdict.Head.Entries));
        Assert.Contains(cause, verdict.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_that_changed_places_are_found()
    {
        using var catalog = new ScratchCatalog();
        await WriteFive(catalog);

        catalog.Execute("""
            UPDATE Audit SET Number = 99 WHERE Number = 2;
            UPDATE Audit SET Number = 2 WHERE Number = 3;
            UPDATE Audit SET Number = 3 WHERE Number = 99;
            """);
        var verdict = await catalog.Audit.VerifyAsync(null, default);

        Assert.Equal((2, "thing-3"), (verdict.BrokenAt, verdict.Found!.Subject));
    }

    [Fact]
    public async Task An_entry_that_was_put_in_between_is_found()
    {
        using var catalog = new ScratchCatalog();
        await WriteFive(catalog);

        // The forger knows how hashes are made, and gives the entry one that follows the entry before.
        var forged = new AuditRow
        {
            Number = 4,
            At = catalog.Time.GetUtcNow(),
            Who = "bob",
            Action = "approved",
            Subject = "failover",
            Details = "",
            Key = null,
            PreviousHash = "",
            Hash = "",
        };
        var third = (await catalog.Audit.ListAsync(new PageRequest(), default)).Items.Single(
            entry => entry.Number == 3);
        catalog.Execute($"""
            UPDATE Audit SET Number = -Number WHERE Number > 3;
            UPDATE Audit SET Number = 1 - Number WHERE Number < 0;
            INSERT INTO Audit (Number, At, Who, Action, Subject, Details, PreviousHash, Hash)
            SELECT 4, At, 'bob', 'approved', 'failover', '', '{third.Hash}',
                '{AuditChain.Hash(forged, third.Hash)}'
            FROM Audit WHERE Number = 3;
            """);
        var verdict = await catalog.Audit.VerifyAsync(null, default);

        Assert.Equal((5, "thing-4"), (verdict.BrokenAt, verdict.Found!.Subject));
        Assert.Contains("does not follow", verdict.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_cut_off_the_end_show_only_against_the_head_that_was_kept_elsewhere()
    {
        using var catalog = new ScratchCatalog();
        await WriteFive(catalog);
        var kept = (await catalog.Audit.VerifyAsync(null, default)).Head;

        Assert.NotEqual(0, catalog.Execute("DELETE FROM Audit WHERE Number > 3"));
        var alone = await catalog.Audit.VerifyAsync(null, default);
        var compared = await catalog.Audit.VerifyAsync(kept, default);

        Assert.True(alone.IsWhole);
        Assert.Equal((4, 3), (compared.BrokenAt, compared.Head.Entries));
        Assert.Contains("cut off", compared.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trail_that_was_written_anew_shows_against_the_head_of_the_one_before()
    {
        using var catalog = new ScratchCatalog();
        await WriteFive(catalog);
        var kept = (await catalog.Audit.VerifyAsync(null, default)).Head;

        catalog.Execute("DELETE FROM Audit");
        catalog.Time.Advance(TimeSpan.FromMinutes(1));
        await WriteFive(catalog);
        await WriteFive(catalog);
        var alone = await catalog.Audit.VerifyAsync(null, default);
        var compared = await catalog.Audit.VerifyAsync(kept, default);

        Assert.True(alone.IsWhole);
        Assert.Equal((5, 4), (compared.BrokenAt, compared.Head.Entries));
        Assert.Contains("written anew", compared.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trail_that_has_grown_agrees_with_the_head_kept_before()
    {
        using var catalog = new ScratchCatalog();
        await WriteFive(catalog);
        var kept = (await catalog.Audit.VerifyAsync(AuditHead.None, default)).Head;
        await WriteFive(catalog);

        var verdict = await catalog.Audit.VerifyAsync(AuditHead.Read($"{kept}\n").Value, default);

        Assert.Equal((true, 10), (verdict.IsWhole, verdict.Head.Entries));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-1 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("5 000000000000000000000000000000000000000000000000000000000000000g")]
    [InlineData("5 00")]
    [InlineData("5 0000000000000000000000000000000000000000000000000000000000000000 more")]
    public void What_is_no_head_is_refused(string text) => Assert.False(AuditHead.Read(text).IsValid);

    private static async Task WriteFive(ScratchCatalog catalog)
    {
        for (var number = 1; number <= 5; number++)
        {
            await catalog.Audit.AppendAsync(
                new NewAuditEntry("ann", "did", $"thing-{number}") { Details = "x" }, default);
        }
    }
}
