using Mesh.Storage;
using Mesh.Vault;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;

namespace Mesh.Tests.Vault.Checking;

/// <summary>A small repository with one snapshot of two directories and three files.</summary>
internal static class SampleRepository
{
    public static readonly byte[] Large = Content.Random(new Random(1), 70_000);
    public static readonly byte[] Small = Content.Compressible(new Random(2), 9_000);

    public static async Task<Snapshot> FillAsync(Repository repository)
    {
        await using var writer = repository.CreateWriter(new BlobWriterOptions { PackSize = 64 << 10 });
        var large = await writer.SaveAsync(BlobType.Data, Large, CancellationToken.None);
        var small = await writer.SaveAsync(BlobType.Data, Small, CancellationToken.None);
        var below = await writer.SaveAsync(
            BlobType.Tree, TreeWriter.Write([File("large", large, Large.Length)]), CancellationToken.None);
        var root = await writer.SaveAsync(
            BlobType.Tree,
            TreeWriter.Write(
            [
                new Node { Name = NodeName.FromText("below"), Type = NodeType.Dir, Subtree = below },
                new Node { Name = NodeName.FromText("empty"), Type = NodeType.File, Content = [] },
                File("small", small, Small.Length),
            ]),
            CancellationToken.None);
        await writer.FlushAsync(CancellationToken.None);
        var snapshot = new Snapshot
        {
            Time = new Timestamp(1_700_000_000, 0, 0),
            Tree = root,
            Paths = ["/below", "/empty", "/small"],
            Hostname = "host",
        };
        return await repository.Snapshots.SaveAsync(snapshot, null, CancellationToken.None);
    }

    /// <summary>Reads all that the newest snapshot refers to; throws when anything is not as it was
    /// saved.</summary>
    public static async Task ReadAllAsync(IObjectStore store)
    {
        using var repository = await TestRepository.OpenAsync(store);
        var snapshot = await repository.Snapshots.FindAsync(
            "latest", SnapshotFilter.All, CancellationToken.None);
        var root = await repository.LoadTreeAsync(snapshot.Tree, CancellationToken.None);
        var below = await repository.LoadTreeAsync(root.Nodes[0].Subtree!.Value, CancellationToken.None);
        Assert.Equal(Small, await LoadAsync(repository, root.Nodes[2]));
        Assert.Equal(Large, await LoadAsync(repository, below.Nodes[0]));
    }

    public static async Task<List<ObjectInfo>> FilesAsync(IObjectStore store)
    {
        var files = new List<ObjectInfo>();
        await foreach (var file in store.ListAsync("", CancellationToken.None))
        {
            files.Add(file);
        }

        return [.. files.OrderBy(file => file.Key, StringComparer.Ordinal)];
    }

    public static Node File(string name, BlobId content, int size) => new()
    {
        Name = NodeName.FromText(name),
        Type = NodeType.File,
        Size = (ulong)size,
        Content = [content],
    };

    private static Task<byte[]> LoadAsync(Repository repository, Node node) =>
        repository.LoadBlobAsync(BlobType.Data, node.Content![0], CancellationToken.None);
}
