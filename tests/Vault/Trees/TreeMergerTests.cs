using System.Text;
using Mesh.Tests.Kit;
using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Trees;
using Xunit.Abstractions;

namespace Mesh.Tests.Vault.Trees;

public class TreeMergerTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_walk_cut_anywhere_and_merged_is_the_tree_of_the_whole_walk()
    {
        var random = Seed.NewRandom(output);
        for (var round = 0; round < 15; round++)
        {
            using var repository = await TestRepository.InitAsync();
            await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
            var paths = Paths(random);
            var whole = await SaveAsync(writer, paths, "");
            var cuts = Enumerable.Range(0, random.Next(1, 6))
                .Select(_ => random.Next(paths.Count + 1)).Order().ToList();
            var parts = new List<BlobId>();
            for (var i = 0; i <= cuts.Count; i++)
            {
                var from = i == 0 ? 0 : cuts[i - 1];
                var to = i == cuts.Count ? paths.Count : cuts[i];
                parts.Add(await SaveAsync(writer, paths[from..to], ""));
            }

            await writer.FlushAsync(CancellationToken.None);
            var merged = await TreeMerger.MergeAsync(repository, writer, parts, CancellationToken.None);

            Assert.Equal(whole, merged);
        }
    }

    [Fact]
    public async Task The_parts_of_a_file_follow_each_other_their_sizes_add_up_and_the_first_names_the_rest()
    {
        using var repository = await TestRepository.InitAsync();
        await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
        var (a, b, c) = (BlobId.Of("a"u8), BlobId.Of("b"u8), BlobId.Of("c"u8));
        BlobId[] parts =
        [
            await SaveAsync(writer, File([a, b], 20, mode: 1)),
            await SaveAsync(writer, File([], 0, mode: 2)),
            await SaveAsync(writer, File([c], 7, mode: 3)),
        ];
        await writer.FlushAsync(CancellationToken.None);

        var id = await TreeMerger.MergeAsync(repository, writer, parts, CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);

        var node = (await repository.LoadTreeAsync(id, CancellationToken.None)).Nodes[0];
        Assert.Equal([a, b, c], node.Content);
        Assert.Equal(27UL, node.Size);
        Assert.Equal(1U, node.Mode);
    }

    [Fact]
    public async Task Parts_of_a_file_that_are_alike_are_all_kept()
    {
        using var repository = await TestRepository.InitAsync();
        await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
        var zeros = BlobId.Of("zeros"u8);
        var part = await SaveAsync(writer, File([zeros, zeros], 10, mode: 1));
        await writer.FlushAsync(CancellationToken.None);

        var id = await TreeMerger.MergeAsync(repository, writer, [part, part, part], CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);

        var node = (await repository.LoadTreeAsync(id, CancellationToken.None)).Nodes[0];
        Assert.Equal(Enumerable.Repeat(zeros, 6), node.Content);
        Assert.Equal(30UL, node.Size);
    }

    [Fact]
    public async Task A_file_that_changed_between_its_parts_is_told_and_looks_changed_to_the_next_backup()
    {
        using var repository = await TestRepository.InitAsync();
        await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
        var (early, late) = (new Timestamp(1_700_000_000, 0, 0), new Timestamp(1_700_000_009, 0, 0));
        BlobId[] parts =
        [
            await SaveAsync(writer, At(late, File([BlobId.Of("a"u8)], 5, mode: 1))),
            await SaveAsync(writer, At(early, File([BlobId.Of("b"u8)], 6, mode: 1))),
        ];
        await writer.FlushAsync(CancellationToken.None);

        var changed = new List<string>();
        var id = await TreeMerger.MergeAsync(repository, writer, parts, CancellationToken.None, changed.Add);
        await writer.FlushAsync(CancellationToken.None);

        var node = (await repository.LoadTreeAsync(id, CancellationToken.None)).Nodes[0];
        Assert.NotEqual(late, node.ChangeTime);
        Assert.NotEqual(early, node.ChangeTime);
        Assert.Equal(["/f"], changed);
    }

    [Fact]
    public async Task An_entry_that_changed_its_type_is_taken_from_the_last_part()
    {
        using var repository = await TestRepository.InitAsync();
        await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
        var first = await SaveAsync(writer, File([BlobId.Of("a"u8)], 1, mode: 1));
        var second = await SaveAsync(
            writer, new Node { Name = NodeName.FromText("f"), Type = NodeType.Fifo });
        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal(
            second, await TreeMerger.MergeAsync(repository, writer, [first, second], CancellationToken.None));
    }

    private static Node At(Timestamp time, Node node) => node with { ModifiedTime = time, ChangeTime = time };

    private static Node File(BlobId[] content, ulong size, uint mode) => new()
    {
        Name = NodeName.FromText("f"),
        Type = NodeType.File,
        Content = content,
        Size = size,
        Mode = mode,
    };

    // In the order of a depth-first walk by bytes.
    private static List<string> Paths(Random random) =>
        [.. Enumerable.Range(0, 60)
            .Select(_ => Folder(random) + "/f" + random.Next(5))
            .Distinct()
            .OrderBy(path => path.Split('/'), Comparer<string[]>.Create(CompareParts))];

    private static string Folder(Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => "d" + random.Next(4)));

    private static int CompareParts(string[] left, string[] right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var order = string.CompareOrdinal(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static async Task<BlobId> SaveAsync(BlobWriter writer, List<string> paths, string prefix)
    {
        var nodes = new List<Node>();
        foreach (var entry in paths.GroupBy(path => path[prefix.Length..].Split('/')[0]))
        {
            var isFile = entry.Key.StartsWith('f');
            nodes.Add(new Node
            {
                Name = NodeName.FromText(entry.Key),
                Type = isFile ? NodeType.File : NodeType.Dir,
                Content = isFile ? [BlobId.Of(Encoding.UTF8.GetBytes(prefix + entry.Key))] : null,
                Subtree = isFile ? null : await SaveAsync(writer, [.. entry], prefix + entry.Key + "/"),
            });
        }

        nodes.Sort((left, right) => left.Name.CompareTo(right.Name));
        return await writer.SaveAsync(BlobType.Tree, TreeWriter.Write(nodes), CancellationToken.None);
    }

    private static async Task<BlobId> SaveAsync(BlobWriter writer, Node node) =>
        await writer.SaveAsync(BlobType.Tree, TreeWriter.Write([node]), CancellationToken.None);
}
