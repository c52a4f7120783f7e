using Mesh.Sources.Progress;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>
/// Tells how large a dump will be: what is written, and what the server's statistics say of the rest, as far
/// off as they were so far.
/// </summary>
/// <param name="progress">Whom it tells; may be null.</param>
/// <param name="estimated">Bytes of all ranges, by the server's statistics.</param>
/// <param name="ranges">How many.</param>
internal sealed class DumpEstimate(TransferProgress? progress, long estimated, int ranges)
{
    private readonly Lock _lock = new();
    private long _done;
    private long _written;

    /// <summary>A range is done.</summary>
    /// <param name="range">The range.</param>
    /// <param name="written">Bytes of SQL that it became.</param>
    public void Done(TableRange range, long written)
    {
        lock (_lock)
        {
            _done += range.EstimatedBytes;
            _written += written;
            if (_done > 0)
            {
                var rest = Math.Max(0, estimated - _done);
                progress?.SetTotals(_written + (long)((double)rest / _done * _written), ranges);
            }
        }
    }
}
