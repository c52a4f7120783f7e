using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>Gathers the files of a dump and saves the directories above them.</summary>
internal sealed class DumpTree
{
    private readonly SortedDictionary<NodeName, Node> _files = [];
    private readonly SortedDictionary<NodeName, DumpTree> _folders = [];

    /// <summary>The folder at a path, made where it is missing.</summary>
    public DumpTree Folder(params ReadOnlySpan<string> names)
    {
        var folder = this;
        foreach (var name in names)
        {
            var key = NodeName.FromText(name);
            if (!folder._folders.TryGetValue(key, out var inner))
            {
                folder._folders.Add(key, inner = new DumpTree());
            }

            folder = inner;
        }

        return folder;
    }

    public void Add(Node file) => _files.Add(file.Name, file);

    /// <summary>Saves this and all below.</summary>
    public async Task<BlobId> SaveAsync(FileSink sink, Timestamp time, CancellationToken cancellationToken)
    {
        var nodes = new SortedDictionary<NodeName, Node>(_files);
        foreach (var (name, folder) in _folders)
        {
            nodes.Add(name, new Node
            {
                Name = name,
                Type = NodeType.Dir,
                Mode = GoFileMode.FromUnix(NodeType.Dir, 0b111_000_000),
                ModifiedTime = time,
                AccessTime = time,
                ChangeTime = time,
                Subtree = await folder.SaveAsync(sink, time, cancellationToken),
            });
        }

        return await sink.Writer.SaveAsync(BlobType.Tree, TreeWriter.Write(nodes.Values), cancellationToken);
    }
}
