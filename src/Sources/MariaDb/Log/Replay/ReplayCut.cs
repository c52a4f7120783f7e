using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>Finds where a replay would end, without a server to replay onto.</summary>
public static class ReplayCut
{
    /// <summary>Reads of the log what is needed to find the place. Changes nothing.</summary>
    /// <param name="chain">The log.</param>
    /// <param name="start">Position and GTIDs of the full backup.</param>
    /// <param name="end">The place wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MeshException"><c>log-does-not-cover</c>, <c>not-in-log</c>, <c>broken-log</c>,
    /// <c>damaged-segment</c></exception>
    public static Task<ReplayPlan> FindAsync(
        LogChain chain, LogStart start, ReplayEnd end, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(end);
        return new ReplayPlanner(chain, start, end).PlanAsync(cancellationToken);
    }
}
