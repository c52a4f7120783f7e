using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;

namespace Mesh.Sources.MariaDb.Log.Advancing;

/// <summary>Goes over segments in order, event by event, and hands on the groups between two
/// positions.</summary>
internal sealed class ChangeReader(GroupChanges group, LogPosition from, LogPosition cut)
{
    private readonly GroupTracker _tracker = new();
    private string _file = "";

    /// <exception cref="DamagedLogException">The bytes are no log.</exception>
    public void Read(LogSegment segment, ReadOnlyMemory<byte> content)
    {
        if (segment.File != _file)
        {
            // What a crash cut off has no end, and no effect.
            _tracker.Abandon();
            _file = segment.File;
        }

        var offset = segment.Start == 0 ? EventReader.Magic.Length : segment.Start;
        foreach (var next in EventReader.Read(content, segment.ToString()))
        {
            var begins = new LogPosition(_file, offset);
            offset += next.Header.Size;
            if (begins < from)
            {
                continue;
            }

            if (new LogPosition(_file, offset) > cut)
            {
                return;
            }

            Take(next, $"{segment} at {begins}");
        }
    }

    private void Take(in LogEvent next, string subject)
    {
        try
        {
            if (next.Type == EventType.Gtid)
            {
                group.Begin();
            }

            var ends = _tracker.Take(next);
            if (ends || _tracker.IsOpen)
            {
                group.Take(next);
            }

            if (ends)
            {
                group.End(next.Type == EventType.Query && QueryEvent.Parse(next).IsRollback);
            }
        }
        catch (FormatException error)
        {
            throw new DamagedLogException(subject, error.Message, error);
        }
    }
}
