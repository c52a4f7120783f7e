using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Segments;

namespace Mesh.Sources.MariaDb.Proving;

/// <summary>Picks a moment of a log, each of its bytes as likely as another.</summary>
internal static class LogMoment
{
    /// <param name="segments">The log, in order.</param>
    /// <param name="from">What is before is not picked.</param>
    /// <param name="part">From 0 to less than 1.</param>
    /// <returns>Null where the log has nothing from there on.</returns>
    public static LogPosition? Pick(IReadOnlyList<LogSegment> segments, LogPosition from, double part)
    {
        var after = segments.Where(segment => segment.To > from).ToList();
        var lengths = after.ConvertAll(segment =>
            segment.File == from.File
                ? segment.End - Math.Max(segment.Start, from.Offset)
                : segment.End - segment.Start);
        var left = (long)(lengths.Sum() * part);
        for (var i = 0; i < after.Count; i++)
        {
            if (left < lengths[i])
            {
                return new LogPosition(after[i].File, after[i].End - lengths[i] + left);
            }

            left -= lengths[i];
        }

        return null;
    }
}
