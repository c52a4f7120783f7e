using System.Buffers;
using Mesh.Sources.Files;
using Mesh.Sources.Files.Backup;
using Mesh.Sources.Files.Planning;
using Mesh.Storage.Memory;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Trees;
using Mesh.Vault;
using Mesh.Vault.Trees;
using Xunit.Abstractions;

namespace Mesh.Tests.Sources.Files;

public class BackupTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Unchanged_files_are_not_read_again_and_give_the_same_tree()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateEveryKind(folder["src"], Seed.NewRandom(output));
        var sources = new SourceSet([folder["src"]]);

        var first = await vault.BackUpAsync(sources);
        var second = await vault.BackUpAsync(sources, first.Tree);

        Assert.Equal(first.Statistics.Bytes, first.Statistics.BytesRead);
        Assert.Equal(0, second.Statistics.BytesRead);
        Assert.Equal(first.Statistics.Files, second.Statistics.UnmodifiedFiles);
        Assert.Equal(
            await SubtreeAsync(vault, first.Tree, folder["src"]),
            await SubtreeAsync(vault, second.Tree, folder["src"]));
        Assert.Empty(second.Warnings);
    }

    [Fact]
    public async Task What_stands_below_another_root_is_in_the_snapshot_under_its_own_paths()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        SampleTree.CreateEveryKind(folder["src/data"], Seed.NewRandom(output));
        File.WriteAllText(folder["src/data/left-out"], "by a pattern that begins at the root");
        var sources = new SourceSet([folder["src/data"]]) { Excludes = [folder["src/data/left-out"]] };
        var first = await vault.BackUpAsync(sources);
        Directory.CreateDirectory(Path.GetDirectoryName(folder["elsewhere"] + folder["src/data"])!);
        Directory.Move(folder["src/data"], folder["elsewhere"] + folder["src/data"]);

        var moved = sources with { Root = folder["elsewhere"] };
        var second = await vault.BackUpAsync(moved, first.Tree);
        var page = await FilesPlanner.NextAsync(
            vault.Repository, moved, first.Tree, null, new PlanLimits(), CancellationToken.None);

        Assert.Equal(0, second.Statistics.BytesRead);
        Assert.Equal(
            await SubtreeAsync(vault, first.Tree, folder["src/data"]),
            await SubtreeAsync(vault, second.Tree, folder["src/data"]));
        Assert.Empty(second.Warnings);
        Assert.Equal(0, page.BytesToMove);
    }

    [Fact]
    public async Task A_file_rewritten_in_place_with_its_old_time_and_size_is_read_again()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        Directory.CreateDirectory(folder["src"]);
        File.WriteAllText(folder["src/file"], "old content");
        Posix.SetModified(folder["src/file"], 1_700_000_000, 123_456_789);
        var sources = new SourceSet([folder["src"]]);
        var first = await vault.BackUpAsync(sources);

        File.WriteAllText(folder["src/file"], "new content");
        Posix.SetModified(folder["src/file"], 1_700_000_000, 123_456_789);
        var second = await vault.BackUpAsync(sources, first.Tree);

        Assert.Equal(1, second.Statistics.ChangedFiles);
        Assert.NotEqual(first.Tree, second.Tree);
    }

    [Fact]
    public async Task Files_that_change_or_vanish_while_being_read_are_reported_and_the_rest_is_backed_up()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["src"]);
        var random = Seed.NewRandom(output);
        SampleTree.WriteRandom(folder["src/a-large"], random, 80 << 20);
        File.WriteAllText(folder["src/b-vanishes"], "soon gone");
        File.WriteAllText(folder["src/c-stays"], "here");

        // The first pack is written while the large file, which has several, is being read.
        await using var store = new HookedStore(new MemoryObjectStore(), () =>
        {
            File.AppendAllText(folder["src/a-large"], "more");
            File.Delete(folder["src/b-vanishes"]);
        });
        await using var vault = await TestVault.CreateAsync(store);
        var result = await vault.BackUpAsync(
            new SourceSet([folder["src"]]), options: new FilesBackupOptions { Workers = 1 });

        Assert.Equal(
            [(SourceWarningKind.Changed, folder["src/a-large"]), (SourceWarningKind.Vanished, folder["src/b-vanishes"])],
            result.Warnings.Select(warning => (warning.Kind, warning.Path)));
        var nodes = (await vault.Repository.LoadTreeAsync(
            await SubtreeAsync(vault, result.Tree, folder["src"]), CancellationToken.None)).Nodes;
        Assert.Equal(["a-large", "c-stays"], nodes.Select(node => node.Name.ToString()));
    }

    [Fact]
    public async Task Content_missing_from_the_index_is_stored_again_and_reported()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        await using var other = await TestVault.CreateAsync();
        Directory.CreateDirectory(folder["src"]);
        File.WriteAllText(folder["src/file"], "content");
        var sources = new SourceSet([folder["src"]]);
        var elsewhere = await other.BackUpAsync(sources);
        var here = await CopyTreesAsync(other, elsewhere.Tree, vault);

        var result = await vault.BackUpAsync(sources, here);

        Assert.Equal(SourceWarningKind.NotComparable, Assert.Single(result.Warnings).Kind);
        Assert.Equal(7, result.Statistics.BytesRead);
    }

    [Fact]
    public async Task Excluded_entries_and_tagged_caches_are_left_out()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        foreach (var path in (string[])[
            "keep.txt", "drop.log", "sub/drop.log", "sub/keep.log", "cache/x", "cache/CACHEDIR.TAG"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder["src/" + path])!);
            File.WriteAllText(folder["src/" + path], "Signature: 8a477f597d28d172789f06886806bc55\n");
        }

        var result = await vault.BackUpAsync(new SourceSet([folder["src"]])
        {
            Excludes = ["*.log", "!keep.log"],
            ExcludeCaches = true,
        });

        var paths = new List<string>();
        await ListAsync(vault, await SubtreeAsync(vault, result.Tree, folder["src"]), "", paths);
        Assert.Equal(["cache", "cache/CACHEDIR.TAG", "keep.txt", "sub", "sub/keep.log"], paths);
    }

    [Fact]
    public async Task Sockets_are_left_out_without_a_word()
    {
        using var folder = new ScratchFolder();
        await using var vault = await TestVault.CreateAsync();
        Directory.CreateDirectory(folder["src"]);
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(folder["src/socket"]));
        File.WriteAllText(folder["src/file"], "");

        var result = await vault.BackUpAsync(new SourceSet([folder["src"]]));

        var paths = new List<string>();
        await ListAsync(vault, await SubtreeAsync(vault, result.Tree, folder["src"]), "", paths);
        Assert.Equal(["file"], paths);
        Assert.Empty(result.Warnings);
    }

    internal static async Task<BlobId> SubtreeAsync(TestVault vault, BlobId root, string path)
    {
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var tree = await vault.Repository.LoadTreeAsync(root, CancellationToken.None);
            root = tree.Find(NodeName.FromText(name))!.Subtree!.Value;
        }

        return root;
    }

    private static async Task ListAsync(TestVault vault, BlobId id, string prefix, List<string> paths)
    {
        foreach (var node in (await vault.Repository.LoadTreeAsync(id, CancellationToken.None)).Nodes)
        {
            paths.Add(prefix + node.Name);
            if (node.Subtree is { } subtree)
            {
                await ListAsync(vault, subtree, $"{prefix}{node.Name}/", paths);
            }
        }
    }

    private static async Task<BlobId> CopyTreesAsync(TestVault from, BlobId id, TestVault to)
    {
        foreach (var node in (await from.Repository.LoadTreeAsync(id, CancellationToken.None)).Nodes)
        {
            if (node.Subtree is { } subtree)
            {
                await CopyTreesAsync(from, subtree, to);
            }
        }

        return await to.SaveTreeAsync(
            await from.Repository.LoadBlobAsync(BlobType.Tree, id, CancellationToken.None));
    }
}
