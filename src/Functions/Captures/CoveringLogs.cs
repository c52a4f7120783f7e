using System.Globalization;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Points;
using Mesh.Domain.Errors;

namespace Mesh.Functions.Captures;

/// <summary>Finds the log that brings a recovery point forward to a later moment.</summary>
public sealed class CoveringLogs(LogStreams logs, RecoveryPoints points)
{
    /// <summary>The log that a point lies in.</summary>
    /// <returns>Null where no log follows the point.</returns>
    public async Task<LogStreamRecord?> FindAsync(PointRecord point, CancellationToken cancellationToken) =>
        (await FindWithBaseAsync(point, cancellationToken))?.Log;

    /// <summary>The log of a point's component that holds all from the point to a moment.</summary>
    /// <returns>Null where no log follows the point.</returns>
    /// <exception cref="MeshException"><c>log-not-captured</c>: the log that follows it ends before the
    /// moment.</exception>
    public async Task<LogStreamRecord?> FindAsync(
        PointRecord point, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (await FindWithBaseAsync(point, cancellationToken) is not var (log, basis))
        {
            return null;
        }

        var reach = LogCoverage.Reach(log, basis);
        return reach >= at ? log : throw NotCaptured(point, reach);
    }

    private async Task<(LogStreamRecord Log, PointRecord Base)?> FindWithBaseAsync(
        PointRecord point, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(point);
        foreach (var log in await logs.ListAsync(point.Component, cancellationToken))
        {
            if (await points.FindAsync(log.BasePoint, cancellationToken) is { } basis
                && LogCoverage.Serves(log, basis, point))
            {
                return (log, basis);
            }
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
