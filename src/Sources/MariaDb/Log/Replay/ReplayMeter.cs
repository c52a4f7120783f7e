namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>Turns positions into bytes done, and speed into time left.</summary>
internal sealed class ReplayMeter(ReplayPlan plan, LogPosition resumed, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly long _before = Upto(plan, resumed);
    private readonly long _total = Upto(plan, plan.Cut);

    public ReplayProgress Read(GroupApplier applier)
    {
        var done = applier.Committed is { } last ? Upto(plan, last.To) : _before;
        var elapsed = time.GetElapsedTime(_began);
        TimeSpan? remaining = done > _before ? elapsed * ((double)(_total - done) / (done - _before)) : null;
        return new ReplayProgress(done, _total, applier.Groups, applier.Committed?.Gtid, remaining);
    }

    /// <summary>At the end: what is behind the last transaction, such as the server's own notes, counts as
    /// done.</summary>
    public ReplayProgress Finish(GroupApplier applier) =>
        Read(applier) with { Bytes = _total, Remaining = TimeSpan.Zero };

    private static long Upto(ReplayPlan plan, LogPosition position) => plan.Segments.Sum(segment =>
    {
        var from = segment.From < plan.From ? plan.From : segment.From;
        var to = segment.To > position ? position : segment.To;
        return to <= from ? 0 : to.File == from.File ? to.Offset - from.Offset : 0;
    });
}
