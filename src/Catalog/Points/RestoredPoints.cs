using Mesh.Catalog.Paging;
using Mesh.Catalog.Runs;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Points;

/// <summary>The recovery points that are being restored, or proven.</summary>
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
    /// which may be past the next backup. A proof may restore any point that counts.
    /// </summary>
    public async Task<IReadOnlyList<PointRecord>> NowAsync(
        ComponentAddress component, CancellationToken cancellationToken)
    {
        var restored = new List<PointRecord>();
        var filter = new RunFilter(component.System, component.Component, RunKind.Restore, ActiveOnly: true);
        for (PageRequest? page = new(PageRequest.Largest); page is not null;)
        {
            var restores = await runs.ListAsync(filter, page, cancellationToken);
            foreach (var restore in restores.Items)
            {
                if (await points.FindAsync(RunId.Parse(restore.Point!), cancellationToken) is { } point)
                {
                    restored.Add(point);
                }
            }

            page = restores.Next is null ? null : page with { After = restores.Next };
        }

        var proofs = await runs.ListAsync(
            filter with { Kind = RunKind.Proof }, new PageRequest(1), cancellationToken);
        if (proofs.Items.Count > 0)
        {
            restored.AddRange(
                await points.ListSinceAsync(component, DateTimeOffset.MinValue, cancellationToken));
        }

        return restored;
    }
}
