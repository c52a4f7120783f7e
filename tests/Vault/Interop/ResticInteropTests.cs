using Mesh.Storage.Files;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Kit.Restic;
using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;
using Xunit.Abstractions;

namespace Mesh.Tests.Vault.Interop;

public sealed class ResticInteropTests(ITestOutputHelper output) : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [ResticTheory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Restic_checks_lists_and_restores_what_mesh_wrote(int version)
    {
        var random = Seed.NewRandom(output);
        await using var store = new FileObjectStore(_scratch["repo"]);
        using var repository = await TestRepository.InitAsync(store, version: version);
        byte[][] files = [Content.Random(random, 3 << 20), Content.Compressible(random, 5 << 20), [], [7]];
        await SaveFilesAsync(repository, files);

        using var restic = new ResticClient(_scratch["repo"], TestRepository.Password);
        await restic.CheckAsync();
        Assert.Contains("/f0", await restic.RunAsync("ls", "latest"), StringComparison.Ordinal);
        await restic.RunAsync("restore", "latest", "--target", _scratch["out"]);

        for (var i = 0; i < files.Length; i++)
        {
            Assert.Equal(files[i], await File.ReadAllBytesAsync(_scratch[$"out/f{i}"]));
        }
    }

    [ResticTheory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Mesh_reads_and_rewrites_byte_for_byte_what_restic_wrote(string version)
    {
        var random = Seed.NewRandom(output);
        var source = MakeTree(random);
        using var restic = new ResticClient(_scratch["repo"], TestRepository.Password);
        await restic.RunAsync("init", "--repository-version", version);
        await restic.RunInAsync(_scratch.FullPath, "backup", "src", "--tag", "a,b");

        await using var store = new FileObjectStore(_scratch["repo"]);
        using var repository = await TestRepository.OpenAsync(store);
        var snapshot = await repository.Snapshots.FindAsync(
            "latest", SnapshotFilter.All, CancellationToken.None);
        Assert.Equal([source], snapshot.Paths);
        Assert.Equal(["a", "b"], snapshot.Tags);

        var root = await repository.LoadTreeAsync(snapshot.Tree, CancellationToken.None);
        var seen = 0;
        await CompareAsync(repository, root, _scratch.FullPath, () => seen++);
        Assert.Equal(
            Directory.EnumerateFileSystemEntries(source, "*", SearchOption.AllDirectories).Count() + 1, seen);
    }

    [ResticFact]
    public async Task Mesh_cuts_files_where_restic_does()
    {
        var random = Seed.NewRandom(output);
        Directory.CreateDirectory(_scratch["src"]);
        await File.WriteAllBytesAsync(_scratch["src/a"], Content.Random(random, 40 << 20));
        await File.WriteAllBytesAsync(_scratch["src/zeros"], new byte[20 << 20]);
        using var restic = new ResticClient(_scratch["repo"], TestRepository.Password);
        await restic.InitAsync();
        await restic.RunInAsync(_scratch.FullPath, "backup", "src");

        await using var store = new FileObjectStore(_scratch["repo"]);
        using var repository = await TestRepository.OpenAsync(store);
        var snapshot = await repository.Snapshots.FindAsync(
            "latest", SnapshotFilter.All, CancellationToken.None);
        var root = await repository.LoadTreeAsync(snapshot.Tree, CancellationToken.None);
        var folder = await repository.LoadTreeAsync(root.Nodes[0].Subtree!.Value, CancellationToken.None);
        foreach (var node in folder.Nodes)
        {
            var content = await File.ReadAllBytesAsync(_scratch["src/" + node.Name]);
            Assert.Equal(node.Content, Cut(repository, content));
        }
    }

    private static List<BlobId> Cut(Repository repository, byte[] content)
    {
        var chunker = repository.CreateChunker();
        var ids = new List<BlobId>();
        for (var start = 0; start < content.Length;)
        {
            var length = chunker.FindCut(content.AsSpan(start), isEnd: true);
            ids.Add(BlobId.Of(content.AsSpan(start, length)));
            start += length;
        }

        return ids;
    }

    private string MakeTree(Random random)
    {
        var source = Directory.CreateDirectory(_scratch["src"]).FullName;
        Directory.CreateDirectory(_scratch["src/sub/empty"]);
        File.WriteAllBytes(_scratch["src/big"], Content.Compressible(random, 4 << 20));
        File.WriteAllBytes(_scratch["src/sub/none"], []);
        File.WriteAllText(_scratch["src/quote\"back\\slash<&>"], "x");
        File.WriteAllText(_scratch["src/line\nbreak\u00e9\u2028\u00a0\ud83d\ude00\a"], "y");
        File.CreateSymbolicLink(_scratch["src/link"], "sub/<none>");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_scratch["src/big"], UnixFileMode.UserRead | UnixFileMode.SetUser);
        }

        File.SetLastWriteTimeUtc(
            _scratch["src/big"], new DateTime(1969, 12, 31, 23, 59, 58, 250, DateTimeKind.Utc));
        return source;
    }

    private static async Task CompareAsync(Repository repository, Tree tree, string folder, Action seen)
    {
        // What we would write for the same nodes is what restic wrote, or directories would not be shared.
        var stored = await repository.LoadBlobAsync(BlobType.Tree, tree.Id, CancellationToken.None);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(stored),
            System.Text.Encoding.UTF8.GetString(TreeWriter.Write(tree.Nodes).Span));
        foreach (var node in tree.Nodes)
        {
            seen();
            var path = Path.Combine(folder, node.Name.ToString());
            if (node.Type == NodeType.Dir)
            {
                var subtree = await repository.LoadTreeAsync(node.Subtree!.Value, CancellationToken.None);
                await CompareAsync(repository, subtree, path, seen);
            }
            else if (node.Type == NodeType.File)
            {
                var content = new List<byte>();
                foreach (var id in node.Content!)
                {
                    content.AddRange(
                        await repository.LoadBlobAsync(BlobType.Data, id, CancellationToken.None));
                }

                Assert.Equal(await File.ReadAllBytesAsync(path), content);
            }
        }
    }

    private static async Task SaveFilesAsync(Repository repository, byte[][] files)
    {
        await using var writer = repository.CreateWriter(BlobWriterOptions.Default);
        var tree = new TreeWriter();
        for (var i = 0; i < files.Length; i++)
        {
            var content = new List<BlobId>();
            var chunker = repository.CreateChunker();
            for (var start = 0; start < files[i].Length;)
            {
                var length = chunker.FindCut(files[i].AsSpan(start), isEnd: true);
                content.Add(await writer.SaveAsync(
                    BlobType.Data, files[i].AsMemory(start, length), CancellationToken.None));
                start += length;
            }

            tree.Add(new Node
            {
                Name = NodeName.FromText($"f{i}"),
                Type = NodeType.File,
                Mode = GoFileMode.FromUnix(NodeType.File, 0b110_100_100),
                Size = (ulong)files[i].Length,
                Content = content,
            });
        }

        var root = await writer.SaveAsync(BlobType.Tree, tree.Finish(), CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        var snapshot = new Snapshot
        {
            Time = Timestamp.From(TimeProvider.System.GetLocalNow()),
            Tree = root,
            Paths = ["/f"],
            Hostname = "host",
        };
        await repository.Snapshots.SaveAsync(snapshot, null, CancellationToken.None);
    }
}
