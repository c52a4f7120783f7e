using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Capture;

/// <summary>
/// Measures what would be lost: now minus the latest moment at which the source was asked for its position
/// and answered with one that is in the vault by now. Moments are of a clock that only goes forward. May be
/// used from many threads.
/// </summary>
public sealed class RpoMeter(TimeProvider time)
{
    private const int MostPolls = 4_096;

    private readonly Lock _lock = new();
    private readonly List<(long Moment, GtidPosition Position)> _open = [];
    private GtidPosition _durable = GtidPosition.Empty;
    private long? _covered;

    /// <summary>How far back the vault is now; null before the first poll that is in the vault.</summary>
    public TimeSpan? Current
    {
        get
        {
            lock (_lock)
            {
                return _covered is { } moment ? time.GetElapsedTime(moment) : null;
            }
        }
    }

    /// <summary>The source answered with a position when it was asked at a moment.</summary>
    /// <param name="moment"><see cref="TimeProvider.GetTimestamp"/> from before the question.</param>
    /// <param name="position">The answer.</param>
    public void Polled(long moment, GtidPosition position)
    {
        lock (_lock)
        {
            if (_durable.Covers(position))
            {
                _covered = moment;
                _open.Clear();
                return;
            }

            _open.Add((moment, position));
            if (_open.Count > MostPolls)
            {
                // With every second one left out, the measure can only be too large.
                for (var i = _open.Count - 2; i > 0; i -= 2)
                {
                    _open.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>Everything up to the position is in the vault.</summary>
    public void Stored(GtidPosition position)
    {
        lock (_lock)
        {
            _durable = position;
            var last = _open.FindLastIndex(poll => _durable.Covers(poll.Position));
            if (last >= 0)
            {
                _covered = _open[last].Moment;
                _open.RemoveRange(0, last + 1);
            }
        }
    }
}
