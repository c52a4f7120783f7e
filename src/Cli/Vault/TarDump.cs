using System.Formats.Tar;
using System.Text;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Cli.Vault;

/// <summary>
/// Writes a directory of a snapshot as a tar archive (POSIX.1-2001, pax), with names from the snapshot's
/// root. Sockets, devices and extended attributes are left out; hard links become files of their own.
/// </summary>
internal sealed class TarDump(Repository repository, TarWriter tar, CancellationToken stop)
{
    private const uint PermissionBits = 0xFFF;

    /// <param name="tree">The directory's.</param>
    /// <param name="folder">Its path without the slash at the beginning; empty for the root.</param>
    public async Task WriteAsync(BlobId tree, string folder)
    {
        foreach (var node in (await repository.LoadTreeAsync(tree, stop)).Nodes)
        {
            var path = folder.Length == 0 ? $"{node.Name}" : $"{folder}/{node.Name}";
            if (Entry(node, path) is not { } entry)
            {
                continue;
            }

            await using var content = entry.DataStream;
            await tar.WriteEntryAsync(entry, stop);
            if (node.Subtree is { } subtree)
            {
                await WriteAsync(subtree, path);
            }
        }
    }

    private PaxTarEntry? Entry(Node node, string path)
    {
        PaxTarEntry? entry = node.Type switch
        {
            NodeType.Dir => new(TarEntryType.Directory, $"{path}/"),
            NodeType.File => new(TarEntryType.RegularFile, path)
            {
                DataStream = node.Size == 0 ? null : new ContentStream(repository, node, stop),
            },
            NodeType.Symlink => new(TarEntryType.SymbolicLink, path)
            {
                LinkName = Encoding.UTF8.GetString(node.LinkTarget.Span),
            },
            NodeType.Fifo => new(TarEntryType.Fifo, path),
            _ => null,
        };
        if (entry is not null)
        {
            entry.Mode = (UnixFileMode)(GoFileMode.ToUnix(node.Mode) & PermissionBits);
            (entry.Uid, entry.Gid) = ((int)node.Uid, (int)node.Gid);
            (entry.UserName, entry.GroupName) = (node.User, node.Group);
            entry.ModificationTime = node.ModifiedTime.ToDateTimeOffset();
        }

        return entry;
    }
}
