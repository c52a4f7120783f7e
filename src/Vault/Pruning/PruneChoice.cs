namespace Mesh.Vault.Pruning;

/// <summary>Which packs go, and which of them are written anew before.</summary>
internal sealed class PruneChoice
{
    // Below this part of a pack's size a pack is small.
    private const int SmallPart = 5;

    private readonly Dictionary<BlobId, PackUse> _packs;

    private PruneChoice(Dictionary<BlobId, PackUse> packs) => _packs = packs;

    /// <summary>Packs of which nothing is needed.</summary>
    public HashSet<BlobId> Unused { get; } = [];

    /// <summary>Packs whose needed blobs are written into new ones.</summary>
    public HashSet<BlobId> Repacked { get; } = [];

    /// <summary>Chooses so that no more than the limit stays that nobody needs.</summary>
    public static PruneChoice Of(UsedBlobs used, PruneOptions options, CancellationToken cancellationToken)
    {
        var choice = new PruneChoice(PackUse.Of(used, cancellationToken));
        foreach (var (pack, _) in choice._packs.Where(each => each.Value.UsedBlobs == 0))
        {
            choice.Unused.Add(pack);
        }

        // The packs of which most is waste bring most for what they cost.
        var left = choice.Partly.Sum(each => each.Value.UnusedBytes);
        var limit = options.MaxUnused.For(choice._packs.Values.Sum(use => use.UsedBytes));
        foreach (var (pack, use) in choice.Partly.OrderByDescending(each => each.Value.UnusedPart))
        {
            if (left <= limit)
            {
                break;
            }

            choice.Repacked.Add(pack);
            left -= use.UnusedBytes;
        }

        if (options.RepackSmall)
        {
            choice.AddSmall(options.PackSize / SmallPart);
        }

        return choice;
    }

    /// <summary>What this comes to.</summary>
    /// <param name="snapshots">How many snapshots say what is needed.</param>
    /// <param name="orphans">The sizes of packs that no index names.</param>
    public PrunePlan ToPlan(int snapshots, IReadOnlyCollection<long> orphans) => new()
    {
        Snapshots = snapshots,
        UsedBlobs = _packs.Values.Sum(use => (long)use.UsedBlobs),
        UsedBytes = _packs.Values.Sum(use => use.UsedBytes),
        UnusedBlobs = _packs.Values.Sum(use => (long)use.UnusedBlobs),
        UnusedBytes = _packs.Values.Sum(use => use.UnusedBytes),
        PacksKept = _packs.Count - Unused.Count - Repacked.Count,
        PacksUnused = Unused.Count,
        PacksRepacked = Repacked.Count,
        Orphans = orphans.Count,
        OrphanBytes = orphans.Sum(),
        RepackBytes = Repacked.Sum(pack => _packs[pack].UsedBytes),
        FreedBytes = orphans.Sum() + Unused.Concat(Repacked).Sum(pack => _packs[pack].UnusedBytes),
    };

    private IEnumerable<KeyValuePair<BlobId, PackUse>> Partly =>
        _packs.Where(each => each.Value is { UsedBlobs: > 0, UnusedBlobs: > 0 });

    // One alone has nothing to be merged with; data and trees lie apart.
    private void AddSmall(int size)
    {
        foreach (var kind in _packs
            .Where(each => each.Value.UsedBlobs > 0 && each.Value.Bytes < size)
            .GroupBy(each => (each.Value.HasTrees, each.Value.HasData))
            .Where(kind => kind.Count() > 1))
        {
            Repacked.UnionWith(kind.Select(each => each.Key));
        }
    }
}
