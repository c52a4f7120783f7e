using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;

namespace Mesh.Sources.MariaDb.Log.Capture;

/// <summary>How a capture is doing; written by it, read by anybody at any time.</summary>
public sealed class LogCaptureStatus(TimeProvider time)
{
    private long _segments;
    private long _bytes;
    private volatile LogSegment? _newest;
    private volatile string _problem = "";

    /// <summary>The achieved RPO of the log.</summary>
    public RpoMeter Rpo { get; } = new(time);

    /// <summary>Segments stored by this capture.</summary>
    public long Segments => Interlocked.Read(ref _segments);

    /// <summary>Bytes of the log stored by this capture, before compression.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The newest segment in the vault; null while there is none.</summary>
    public LogSegment? Newest => _newest;

    /// <summary>Why there is no connection now; empty while there is one.</summary>
    public string Problem
    {
        get => _problem;
        internal set => _problem = value;
    }

    internal void Found(LogSegment segment)
    {
        _newest = segment;
        Rpo.Stored(GtidPosition.Parse(segment.Position));
    }

    internal void Stored(LogSegment segment)
    {
        Interlocked.Increment(ref _segments);
        Interlocked.Add(ref _bytes, segment.End - segment.Start);
        Found(segment);
    }
}
