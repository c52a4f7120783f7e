using Mesh.Catalog.Paging;
using Mesh.Catalog.Runs;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Points;

/// <summary>The recovery points that are being restored.</summary>
public sealed class RestoredPoints
{
    private readonly RunLog runs;
    private readonly RecoveryPoints points;

    internal RestoredPoints(RunLog runs, RecoveryPoints points)
    {
        this.runs = runs;
        this.points = points;
    }

    /// <summary>
    /// Those of a component whose restores are active. A restore reads its point for as long as it runs,
    /// which may be past the next backup.
    /// </summary>
    public async Task<IReadOnlyList<PointRecord>> NowAsync(
        ComponentAddress component, CancellationToken cancellationToken)
    {
        var filter = new RunFilter(component.System, component.Component, RunKind.Restore, ActiveOnly: true);
        var restored = new List<PointRecord>();
        for (var page = new PageRequest(PageRequest.Largest); ;)
        {
            var restores = await runs.ListAsync(filter, page, cancellationToken);
            foreach (var restore in restores.Items)
            {
                if (await points.FindAsync(
                    RunId.Parse(restore.Point!), cancellationToken) is { } point)
                {
                    restored.Add(point);
                }
            }

            if (restores.Next is null)
            {
                return restored;
            }

            page = page with { After = restores.Next };
        }
    }
}
