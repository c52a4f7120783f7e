using System.Runtime.CompilerServices;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;

namespace Mesh.Sources.MariaDb.Log.Chain;

/// <summary>The whole groups in a run of segments, in order. One that a crash of the server cut off is left
/// out, as a replica does.</summary>
internal sealed class GroupReader(LogChain chain)
{
    private readonly GroupTracker _tracker = new();
    private List<LogEvent> _events = [];
    private LogPosition _from;

    /// <param name="segments">Without a gap.</param>
    /// <param name="start">Groups that begin before are left out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<LogGroup> ReadAsync(
        IEnumerable<LogSegment> segments,
        LogPosition start,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var file = "";
        foreach (var segment in segments)
        {
            if (segment.File != file)
            {
                _tracker.Abandon();
                file = segment.File;
            }

            var content = await chain.ReadAsync(segment, cancellationToken);
            var offset = segment.Start == 0 ? EventReader.Magic.Length : segment.Start;
            foreach (var next in EventReader.Read(content, segment.ToString()))
            {
                var begins = new LogPosition(file, offset);
                offset += next.Header.Size;
                if (begins >= start && Take(next, begins, segment))
                {
                    yield return new LogGroup(
                        _tracker.Group!, _events[0].Header.Timestamp, _from, new LogPosition(file, offset),
                        segment.FileHeader, _events);
                }
            }
        }
    }

    private bool Take(in LogEvent next, LogPosition at, LogSegment segment)
    {
        try
        {
            if (next.Type == EventType.Gtid)
            {
                (_events, _from) = ([], at);
            }

            var ends = _tracker.Take(next);
            if (ends || _tracker.IsOpen)
            {
                _events.Add(next);
            }

            return ends;
        }
        catch (FormatException error)
        {
            throw new DamagedLogException($"{segment} at {at}", error.Message, error);
        }
    }
}
