using System.Globalization;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Points;
using Mesh.Domain.Errors;

namespace Mesh.Functions.Captures;

/// <summary>Finds the log that brings a recovery point forward to a later moment.</summary>
public sealed class CoveringLogs(LogStreams logs, RecoveryPoints points)
{
    /// <summary>The log of a point's component that holds all from the point to a moment.</summary>
    /// <returns>Null where no log follows the point.</returns>
    /// <exception cref="MeshException"><c>log-not-captured</c>: the log that follows it ends before the
    /// moment.</exception>
    public async Task<LogStreamRecord?> FindAsync(
        PointRecord point, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(point);
        foreach (var log in await logs.ListAsync(point.Component, cancellationToken))
        {
            var basis = await points.FindAsync(log.BasePoint, cancellationToken);
            if (basis is null || basis.ConsistencyTime > point.ConsistencyTime)
            {
                continue;
            }

            var reach = log.CapturedThrough ?? basis.ConsistencyTime;
            var follows = basis.Repository == point.Repository && point.Position.Length > 0
                && (basis.Run == point.Run || reach >= point.ConsistencyTime);
            return !follows ? null : reach >= at ? log : throw NotCaptured(point, reach);
        }

        return null;
    }

    private static MeshException NotCaptured(PointRecord point, DateTimeOffset reach)
    {
        var until = reach.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new MeshException(
            "log-not-captured",
            "at",
            $"the log of {point.Component} that follows point {point.Run} reaches until {until}",
            "choose a time until then, or name the point itself to have its own state",
            ExitCode.BadInput);
    }
}
