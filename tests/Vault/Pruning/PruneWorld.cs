using Mesh.Storage;
using Mesh.Vault;
using Mesh.Vault.Checking;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;
using Mesh.Vault.Trees;

namespace Mesh.Tests.Vault.Pruning;

/// <summary>
/// What must be in a repository: for each snapshot that was not forgotten, its files and their content.
/// </summary>
internal sealed class PruneWorld(Random random)
{
    private const int PackSize = 64 << 10;

    private readonly Dictionary<BlobId, Dictionary<string, byte[]>> _snapshots = [];
    private readonly List<byte[]> _contents = [];
    private int _time;

    public IReadOnlyCollection<BlobId> Snapshots => _snapshots.Keys;

    /// <summary>Saves a snapshot of some files, of which a part was stored before.</summary>
    public async Task<BlobId> BackUpAsync(Repository repository)
    {
        var files = new Dictionary<string, byte[]>();
        for (var count = random.Next(1, 9); count > 0; count--)
        {
            if (_contents.Count == 0 || random.Next(3) > 0)
            {
                var length = random.Next(1, 60_000);
                _contents.Add(random.Next(2) == 0
                    ? Content.Random(random, length)
                    : Content.Compressible(random, length));
            }

            files[$"f{count}"] = _contents[random.Next(_contents.Count)];
        }

        return await SaveAsync(repository, files);
    }

    /// <summary>Saves what a snapshot has, forgotten or not, as another one.</summary>
    public async Task<BlobId> SaveAsync(Repository repository, Dictionary<string, byte[]> files)
    {
        await using var writer = repository.CreateWriter(new BlobWriterOptions { PackSize = PackSize });
        var nodes = new List<Node>();
        foreach (var (name, content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            nodes.Add(Checking.SampleRepository.File(
                name, await writer.SaveAsync(BlobType.Data, content, default), content.Length));
        }

        var below = await writer.SaveAsync(BlobType.Tree, TreeWriter.Write(nodes), default);
        var root = await writer.SaveAsync(
            BlobType.Tree,
            TreeWriter.Write(
                [new Node { Name = NodeName.FromText("below"), Type = NodeType.Dir, Subtree = below }]),
            default);
        await writer.FlushAsync(default);
        var saved = await repository.Snapshots.SaveAsync(
            new Snapshot
            {
                Time = new Timestamp(1_700_000_000 + _time++, 0, 0), Tree = root, Paths = ["/below"],
                Hostname = "host",
            },
            null,
            default);
        _snapshots[saved.Id] = files;
        return saved.Id;
    }

    /// <summary>Forgets a snapshot.</summary>
    /// <returns>What it had.</returns>
    public async Task<Dictionary<string, byte[]>> ForgetAsync(Repository repository, BlobId snapshot)
    {
        await repository.Snapshots.DeleteAsync(snapshot, default);
        _snapshots.Remove(snapshot, out var files);
        return files!;
    }

    /// <summary>Reads every file of every snapshot with a fresh eye, and has all of the repository
    /// checked.</summary>
    public async Task AssertWholeAsync(IObjectStore store)
    {
        using var repository = await TestRepository.OpenAsync(store);
        var listed = await repository.Snapshots.ListAsync(SnapshotFilter.All, default);
        Assert.Equal(_snapshots.Keys.Order(), listed.Select(each => each.Id).Order());
        foreach (var snapshot in listed)
        {
            var root = await repository.LoadTreeAsync(snapshot.Tree, default);
            var below = await repository.LoadTreeAsync(root.Nodes[0].Subtree!.Value, default);
            Assert.Equal(_snapshots[snapshot.Id].Count, below.Nodes.Count);
            foreach (var node in below.Nodes)
            {
                Assert.Equal(
                    _snapshots[snapshot.Id][$"{node.Name}"],
                    await repository.LoadBlobAsync(BlobType.Data, node.Content![0], default));
            }
        }

        var check = await Checker.CheckAsync(repository, new CheckOptions { ReadData = true }, default);
        Assert.DoesNotContain(check.Findings, finding => finding.Severity == Severity.Error);
    }
}
