using Mesh.Catalog.Points;

namespace Mesh.Catalog.Logs;

/// <summary>Which recovery points a captured log brings forward: the rule, in one place.</summary>
public static class LogCoverage
{
    /// <summary>The time until which the log holds all that was committed.</summary>
    /// <param name="log">The log.</param>
    /// <param name="basis">The point that it begins at.</param>
    public static DateTimeOffset Reach(LogStreamRecord log, PointRecord basis)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(basis);
        return log.CapturedThrough ?? basis.ConsistencyTime;
    }

    /// <summary>
    /// Whether a point lies in the log: it is the one that the log begins at, or a later one that the log
    /// reaches. It may have expired, as may the one that the log begins at.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="basis">The point that it begins at.</param>
    /// <param name="point">The point that is asked about.</param>
    public static bool Serves(LogStreamRecord log, PointRecord basis, PointRecord point)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(point);
        return point.Component == log.Component
            && point.Repository == basis.Repository
            && point.Position.Length > 0
            && point.ConsistencyTime >= basis.ConsistencyTime
            && (point.Run == basis.Run || point.ConsistencyTime <= Reach(log, basis));
    }
}
