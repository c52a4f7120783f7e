using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Segments;

namespace Mesh.Sources.MariaDb.Log.Chain;

/// <summary>How a segment must follow on the one before.</summary>
internal static class ChainRules
{
    /// <returns>The segment.</returns>
    /// <exception cref="MeshException"><c>broken-log</c></exception>
    public static LogSegment Linked(LogSegment? before, LogSegment next) => Fault(before, next) is { } fault
        ? throw new MeshException("broken-log", next.ToString(), fault,
            "verify the log; what is before can be restored, for the rest bring the segments back")
        : next;

    /// <returns>What is wrong, or null.</returns>
    public static string? Fault(LogSegment? before, LogSegment next)
    {
        // What no backup needed any more was dropped from the log's beginning.
        if (before is null)
        {
            return null;
        }

        if (next.Sequence != before.Sequence + 1)
        {
            return next.Sequence <= before.Sequence
                ? $"it comes again behind segment {before.Sequence}"
                : $"segments {before.Sequence + 1} to {next.Sequence - 1} are missing";
        }

        if (next.Previous != before.Hash)
        {
            return $"it does not belong behind segment {before.Sequence}: its link names another one";
        }

        var follows = next.File == before.File
            ? next.Start == before.End
            : next.Start == 0 && LogFileName.Follows(before.File, next.File);
        if (!follows)
        {
            return $"it begins at {next.From}, the one before ends at {before.To}";
        }

        return GtidPosition.Parse(next.Position).Covers(GtidPosition.Parse(before.Position))
            ? null
            : $"its GTID position {next.Position} is before {before.Position}";
    }
}
