using Mesh.Catalog.Points;
using Mesh.Domain.Points;

namespace Mesh.Catalog.Logs;

/// <summary>What captured logs are needed for: the recovery points that they bring forward.</summary>
public sealed class LogNeeds
{
    private readonly RecoveryPoints points;
    private readonly RestoredPoints restored;

    internal LogNeeds(RecoveryPoints points, RestoredPoints restored)
    {
        this.points = points;
        this.restored = restored;
    }

    /// <summary>The points that count and lie in a log, the newest first.</summary>
    /// <remarks>
    /// None is left of a log whose points have expired or failed. A point that was taken just now is not
    /// among them before the log reaches it.
    /// </remarks>
    public async Task<IReadOnlyList<PointRecord>> ServedAsync(
        LogStreamRecord log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        var basis = await points.FindAsync(log.BasePoint, cancellationToken);
        return basis is null
            ? []
            : [
                .. (await points.ListSinceAsync(log.Component, basis.ConsistencyTime, cancellationToken))
                    .Where(point => LogCoverage.Serves(log, basis, point)),
            ];
    }

    /// <summary>
    /// The points that a log must not be cut behind: those that count, and those that are being restored,
    /// whatever has become of them since.
    /// </summary>
    public async Task<IReadOnlyList<PointRecord>> NeededForAsync(
        LogStreamRecord log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        var served = await ServedAsync(log, cancellationToken);
        if (await points.FindAsync(log.BasePoint, cancellationToken) is not { } basis)
        {
            return served;
        }

        var inUse = await restored.NowAsync(log.Component, cancellationToken);
        return [
            .. served,
            .. inUse.Where(point => !RecoveryPointLife.Counts(point.State)
                && LogCoverage.Serves(log, basis, point)),
        ];
    }
}
