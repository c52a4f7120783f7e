using System.Security.Cryptography;
using Mesh.Sources.Files;
using Mesh.Sources.Files.Planning;
using Mesh.Sources.Files.Ranges;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Trees;
using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Trees;
using Xunit.Abstractions;

namespace Mesh.Tests.Sources.Files;

public class RangeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public async Task Ranges_backed_up_apart_and_merged_are_the_tree_of_the_whole(int entriesPerRange)
    {
        var random = Seed.NewRandom(output);
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateRandom(folder["src"], random, 150, 100_000);
        SampleTree.CreateEveryKind(folder["src2"], random);
        var sources = new SourceSet([folder["src2"], folder["src"]]);
        var limits = new PlanLimits { EntriesPerRange = entriesPerRange, RangesPerPage = 1 + random.Next(5) };

        var whole = await vault.BackUpAsync(sources);
        var ranges = await PlanAsync(vault, sources, null, limits);
        var merged = await BackUpRangesAsync(vault, sources, ranges, random, null);

        output.WriteLine($"{ranges.Count} ranges");
        Assert.True(ranges.Count > 1);
        foreach (var path in sources.Paths)
        {
            Assert.Equal(
                await BackupTests.SubtreeAsync(vault, whole.Tree, path),
                await BackupTests.SubtreeAsync(vault, merged, path));
        }
    }

    [Fact]
    public async Task The_ranges_of_a_rescan_reuse_what_is_unchanged_and_give_the_same_tree_again()
    {
        var random = Seed.NewRandom(output);
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateRandom(folder["src"], random, 150, 100_000);
        var sources = new SourceSet([folder["src"]]);
        var whole = await vault.BackUpAsync(sources);

        var pages = await PlanAsync(vault, sources, whole.Tree, new PlanLimits { EntriesPerRange = 9 });
        var merged = await BackUpRangesAsync(vault, sources, pages, random, whole.Tree);

        Assert.Equal(0, pages.Sum(range => range.BytesToMove));
        Assert.Equal(whole.Statistics.Bytes, pages.Sum(range => range.Bytes));
        Assert.Equal(whole.Statistics.Files, pages.Sum(range => range.Files));
        Assert.Equal(
            await BackupTests.SubtreeAsync(vault, whole.Tree, folder["src"]),
            await BackupTests.SubtreeAsync(vault, merged, folder["src"]));
    }

    [Fact]
    public async Task Large_files_are_cut_at_multiples_of_the_limit_and_their_parts_put_together()
    {
        var random = Seed.NewRandom(output);
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        Directory.CreateDirectory(folder["src"]);
        SampleTree.WriteRandom(folder["src/large"], random, 3_500_000);
        SampleTree.WriteRandom(folder["src/exact"], random, 2_000_000);
        SampleTree.WriteRandom(folder["src/small"], random, 999_999);
        Posix.WriteFile(folder["src/sparse"], 5_000_000, (2_500_000, [1]));
        var sources = new SourceSet([folder["src"]]);

        var ranges =
            await PlanAsync(
                vault, sources, null, new PlanLimits { BytesPerRange = 1_000_000, RangesPerPage = 2 });
        var merged = await BackUpRangesAsync(vault, sources, ranges, random, null);

        Assert.All(ranges, range => Assert.InRange(range.BytesToMove, 0, 1_000_000));
        Assert.Contains(ranges, range => range.Range.From?.Offset == 3_000_000);
        var nodes = (await vault.Repository.LoadTreeAsync(
            await BackupTests.SubtreeAsync(vault, merged, folder["src"]), CancellationToken.None)).Nodes;
        foreach (var node in nodes)
        {
            var content = await File.ReadAllBytesAsync(folder[$"src/{node.Name}"]);
            Assert.Equal((ulong)content.Length, node.Size);
            Assert.Equal(
                Convert.ToHexString(SHA256.HashData(content)),
                Convert.ToHexString(SHA256.HashData(await ReadAsync(vault, node))));
        }
    }

    [Fact]
    public async Task Entries_that_come_and_go_after_the_plan_are_each_in_the_backup_once_or_not()
    {
        var random = Seed.NewRandom(output);
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateRandom(folder["src"], random, 80, 5_000);
        var sources = new SourceSet([folder["src"]]);
        var ranges = await PlanAsync(vault, sources, null, new PlanLimits { EntriesPerRange = 3 });

        File.WriteAllText(folder["src/!first"], "first");
        File.WriteAllText(folder["src/~~~last"], "last");
        foreach (var path in Directory.EnumerateFiles(folder["src"]).Where((_, i) => i % 4 == 0).ToList())
        {
            File.Delete(path);
            Directory.CreateDirectory(path); // a file that became a directory, or the other way round
            File.WriteAllText(Path.Combine(path, "in it"), "new");
        }

        var merged = await BackUpRangesAsync(vault, sources, ranges, random, null);
        await using var afresh = await TestVault.CreateAsync();
        var whole = await afresh.BackUpAsync(sources);

        Assert.Equal(
            await BackupTests.SubtreeAsync(afresh, whole.Tree, folder["src"]),
            await BackupTests.SubtreeAsync(vault, merged, folder["src"]));
    }

    internal static async Task<List<PlannedRange>> PlanAsync(
        TestVault vault, SourceSet sources, BlobId? earlier, PlanLimits limits)
    {
        var ranges = new List<PlannedRange>();
        TreePosition? start = null;
        do
        {
            var page = await FilesPlanner.NextAsync(
                vault.Repository, sources, earlier, start, limits, CancellationToken.None);
            ranges.AddRange(page.Ranges);
            start = page.Next;
        }
        while (start is not null);

        for (var i = 1; i < ranges.Count; i++)
        {
            Assert.Equal(ranges[i - 1].Range.To, ranges[i].Range.From);
        }

        Assert.Null(ranges[0].Range.From);
        Assert.Null(ranges[^1].Range.To);
        return ranges;
    }

    internal static async Task<BlobId> BackUpRangesAsync(
        TestVault vault, SourceSet sources, List<PlannedRange> ranges, Random random, BlobId? earlier)
    {
        var trees = new BlobId[ranges.Count];
        var order = Enumerable.Range(0, ranges.Count).ToArray();
        random.Shuffle(order);
        foreach (var i in order)
        {
            trees[i] = (await vault.BackUpAsync(sources, earlier, ranges[i].Range)).Tree;
        }

        await using var writer = vault.Repository.CreateWriter(BlobWriterOptions.Default);
        var merged = await TreeMerger.MergeAsync(vault.Repository, writer, trees, CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        return merged;
    }

    private static async Task<byte[]> ReadAsync(TestVault vault, Node node)
    {
        var content = new List<byte>();
        foreach (var id in node.Content!)
        {
            content.AddRange(await vault.Repository.LoadBlobAsync(BlobType.Data, id, CancellationToken.None));
        }

        return [.. content];
    }
}
