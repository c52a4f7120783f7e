using Mesh.Domain.Errors;
using Mesh.Domain.Runs;

namespace Mesh.Tests.Unit.Catalog;

public class LogStreamsTests
{
    private static readonly RunId First = RunId.Parse("run-1");
    private static readonly RunId Second = RunId.Parse("run-2");

    [Fact]
    public async Task A_component_has_one_open_log_and_gets_another_when_that_has_ended()
    {
        using var catalog = new ScratchCatalog();
        await catalog.Logs.OpenAsync(ScratchCatalog.Documents, First, default);

        var refusal = await Assert.ThrowsAsync<MeshException>(
            () => catalog.Logs.OpenAsync(ScratchCatalog.Documents, Second, default));
        await catalog.Logs.EndAsync("run-1", "it broke", default);
        await catalog.Logs.EndAsync("run-1", "said again", default);
        await catalog.Logs.OpenAsync(ScratchCatalog.Documents, Second, default);

        Assert.Equal("log-open", refusal.Code);
        Assert.Equal("run-2", Assert.Single(await catalog.Logs.ListOpenAsync(default)).Stream);
        Assert.Equal(
            [("run-2", null), ("run-1", "it broke")],
            (await catalog.Logs.ListAsync(ScratchCatalog.Documents, default))
                .Select(log => (log.Stream, log.EndedBecause)));
    }

    [Fact]
    public async Task What_is_opened_again_is_the_same_log()
    {
        using var catalog = new ScratchCatalog();
        var opened = await catalog.Logs.OpenAsync(ScratchCatalog.Documents, First, default);
        await catalog.Logs.AdvanceAsync("run-1", "binlog.000001:99 0-1-7", opened.StartedAt, default);

        var again = await catalog.Logs.OpenAsync(ScratchCatalog.Documents, First, default);

        Assert.Equal("binlog.000001:99 0-1-7", again.Position);
    }

    [Fact]
    public async Task How_far_a_log_reaches_only_grows_and_not_after_its_end()
    {
        using var catalog = new ScratchCatalog();
        var noon = catalog.Time.GetUtcNow();
        await catalog.Logs.OpenAsync(ScratchCatalog.Documents, First, default);
        catalog.Time.Advance(TimeSpan.FromMinutes(1));

        // As by a clock that is set back afterwards.
        await catalog.Logs.AdvanceAsync("run-1", "b.000001:5", noon.AddHours(1), default);
        await catalog.Logs.AdvanceAsync("run-1", "b.000001:10", noon.AddSeconds(9), default);
        await catalog.Logs.AdvanceAsync("run-1", "b.000001:20", noon.AddSeconds(5), default);
        var unanswered = await catalog.Logs.AdvanceAsync("run-1", "", null, default);
        await catalog.Logs.EndAsync("run-1", "it broke", default);
        var late = await catalog.Logs.AdvanceAsync("run-1", "b.000001:30", noon.AddSeconds(20), default);

        Assert.Equal((noon.AddSeconds(9), "b.000001:20"), (unanswered.CapturedThrough, unanswered.Position));
        Assert.Equal((noon.AddSeconds(9), "b.000001:20"), (late.CapturedThrough, late.Position));
    }
}
