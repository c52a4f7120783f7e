using Mesh.Sources.Files.Ranges;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Planning;

/// <summary>Cuts the restore of a tree into ranges.</summary>
public static class RestorePlanner
{
    /// <summary>The page of ranges that starts at a position.</summary>
    /// <param name="repository">Opened, its index loaded.</param>
    /// <param name="tree">The root tree of what is to be restored.</param>
    /// <param name="start">The page before's <see cref="PlanPage.Next"/>; null for the first.</param>
    public static async Task<PlanPage> NextAsync(
        Repository repository,
        BlobId tree,
        TreePosition? start,
        PlanLimits limits,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        var cutter = new RangeCutter(start, limits);
        await WalkAsync(
            repository, tree, RangePart.Of(new TreeRange(start, null)), cutter, cancellationToken);
        return cutter.Finish();
    }

    private static async ValueTask WalkAsync(
        Repository repository,
        BlobId id,
        RangePart range,
        RangeCutter cutter,
        CancellationToken cancellationToken)
    {
        var tree = await repository.LoadTreeAsync(id, cancellationToken);
        foreach (var node in tree.Nodes)
        {
            if (cutter.IsFull)
            {
                return;
            }

            if (!range.Includes(node.Name, out var part))
            {
                continue;
            }

            switch (node.Type)
            {
                case NodeType.Dir:
                    if (cutter.VisitDirectory(node.Name, part))
                    {
                        await WalkAsync(
                            repository, node.Subtree!.Value, part.Below, cutter, cancellationToken);
                        cutter.Leave();
                    }

                    break;
                case NodeType.File when node.Links > 1 && !part.StartsBelow:
                    // The finishing pass restores it, since its links may be in any range.
                    cutter.VisitFile(node.Name, part.Start, (long)node.Size, mustMove: false);
                    break;
                case NodeType.File when !part.StartsBelow:
                    cutter.VisitFile(node.Name, part.Start, (long)node.Size, mustMove: true);
                    break;
                case not NodeType.File when part.IncludesPlain:
                    cutter.Visit(node.Name);
                    break;
            }
        }
    }
}
