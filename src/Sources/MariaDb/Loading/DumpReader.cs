using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Records;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>Reads a dump out of a repository.</summary>
/// <param name="repository">Opened, its index loaded.</param>
/// <param name="root">The dump's root tree.</param>
internal sealed class DumpReader(Repository repository, BlobId root)
{
    public async Task<DumpRecord> RecordAsync(CancellationToken cancellationToken)
    {
        var json = new MemoryStream();
        await foreach (var piece in ReadAsync(DumpRecord.FileName, cancellationToken))
        {
            await json.WriteAsync(piece, cancellationToken);
        }

        return DumpRecord.Parse(json.ToArray());
    }

    /// <summary>The content of a file, piece by piece; the next is loaded while one is used.</summary>
    public async IAsyncEnumerable<byte[]> ReadAsync(
        string path,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var content = (await FindAsync(path, cancellationToken)).Content ?? throw Missing(path);
        var next = content.Count > 0 ? LoadAsync(content[0], cancellationToken) : null;
        for (var i = 0; i < content.Count; i++)
        {
            var piece = await next!;
            next = i + 1 < content.Count ? LoadAsync(content[i + 1], cancellationToken) : null;
            yield return piece;
        }
    }

    private async Task<Node> FindAsync(string path, CancellationToken cancellationToken)
    {
        var (tree, node) = (root, (Node?)null);
        foreach (var name in path.Split('/'))
        {
            node = (await repository.LoadTreeAsync(tree, cancellationToken)).Find(NodeName.FromText(name))
                ?? throw Missing(path);
            tree = node.Subtree ?? default;
        }

        return node!;
    }

    private Task<byte[]> LoadAsync(BlobId id, CancellationToken cancellationToken) =>
        Task.Run(() => repository.LoadBlobAsync(BlobType.Data, id, cancellationToken), cancellationToken);

    private MeshException Missing(string path) => new(
        "damaged-dump", $"tree {root.ToShortString()}", $"there is no file {path}",
        "it is no dump of a MariaDB server, or not whole: look with 'mesh vault ls'");
}
