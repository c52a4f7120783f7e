using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>Finds the place in a log at which a replay ends. Of the segments only those are read in which it
/// may be.</summary>
internal sealed class ReplayPlanner(LogChain chain, LogStart start, ReplayEnd end)
{
    private readonly List<LogSegment> _used = [];
    private GtidPosition _position = start.Gtids;
    private LogPosition _cut = start.Position;
    private uint _time;

    public async Task<ReplayPlan> PlanAsync(CancellationToken cancellationToken)
    {
        var segments = await chain.ListAsync(cancellationToken);
        RequireCovered(segments);
        foreach (var segment in segments.Where(segment => segment.To > start.Position))
        {
            _used.Add(segment);
            if (!MayEndIn(segment))
            {
                (_cut, _position) = (segment.To, GtidPosition.Parse(segment.Position));
                _time = segment.LatestTime > 0 ? segment.LatestTime : _time;
                continue;
            }

            // A group may have begun in segments before, which are then needed to see it.
            var open = _used.Count - 1;
            while (open > 0 && _used[open - 1].OpenGroup is not null)
            {
                open--;
            }

            var read = new GroupReader(chain).ReadAsync(_used.Skip(open), start.Position, cancellationToken);
            var found = false;
            await foreach (var group in read)
            {
                if (found || EndsBefore(group))
                {
                    return Plan(_cut, group.Gtid) with { FirstLeftOutAt = At(group.Time) };
                }

                (_cut, _position, _time) = (group.To, _position.With(group.Gtid), group.Time);
                found = end.Last == group.Gtid;
            }

            if (found)
            {
                return Plan(_cut, segment.OpenGroup ?? FirstBehind(segments, segment));
            }
        }

        return end.Last is null && end.Next is null && end.Position is not { } wanted
            ? Plan(_cut, null)
            : end.Position is { } position && position <= LastPosition(segments)
                ? Plan(_cut, null)
                : throw NotInLog();
    }

    private ReplayPlan Plan(LogPosition cut, Gtid? next) =>
        new(start.Position, cut, next, _position, _used) { LastCommittedAt = _time > 0 ? At(_time) : null };

    private static DateTimeOffset At(uint seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    // By the headers: what is behind the cut may be damaged.
    private static Gtid? FirstBehind(IReadOnlyList<LogSegment> segments, LogSegment last) => segments
        .Where(segment => segment.Sequence > last.Sequence)
        .Select(segment => segment.FirstGtid)
        .FirstOrDefault(gtid => gtid is not null);

    private bool MayEndIn(LogSegment segment)
    {
        if (end.Time is { } time)
        {
            return segment.LatestTime > time.ToUnixTimeSeconds();
        }

        if ((end.Last ?? end.Next) is { } gtid)
        {
            return segment.OpenGroup is not null
                || GtidPosition.Parse(segment.Position).Latest(gtid.Domain) is { } latest
                && latest.Sequence >= gtid.Sequence;
        }

        return end.Position is { } position && segment.To >= position;
    }

    private bool EndsBefore(LogGroup group) =>
        (end.Time is { } time && group.Time > time.ToUnixTimeSeconds())
        || end.Next == group.Gtid
        || (end.Position is { } position && group.To > position);

    private void RequireCovered(IReadOnlyList<LogSegment> segments)
    {
        var begins = segments.Count == 0 ? (LogPosition?)null : segments[0].From;
        if (begins is null || begins > start.Position || LastPosition(segments) < start.Position)
        {
            throw new MeshException("log-does-not-cover", $"log {chain.Stream}",
                begins is null
                    ? "it has no segments"
                    : $"it goes from {begins} to {LastPosition(segments)}, the full backup is of {start.Position}",
                "choose a full backup that the log begins at or before");
        }
    }

    private static LogPosition LastPosition(IReadOnlyList<LogSegment> segments) => segments[^1].To;

    private MeshException NotInLog() => new(
        "not-in-log", $"log {chain.Stream}", $"{end} is not between {start.Position} and its end at {_cut}",
        "choose a point in the log; 'list' shows what it holds", ExitCode.BadInput);
}
