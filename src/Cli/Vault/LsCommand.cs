using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault ls</c></summary>
internal static class LsCommand
{
    private static readonly SnapshotOptions Filter = new();

    private static readonly Argument<string> Reference = new("snapshot")
    {
        Description = "'latest', or the beginning of an id",
    };

    private static readonly Argument<string> Folder = new("dir")
    {
        Description = "List only what is in this directory of the snapshot",
        DefaultValueFactory = _ => "/",
    };

    private static readonly Option<bool> Long =
        new("--long", "-l") { Description = "Show modes, owners, sizes, times" };

    public static Command Create()
    {
        var command =
            new Command("ls", "List what is in a snapshot") { Reference, Folder, Long, VaultOptions.NoLock };
        Filter.AddTo(command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        return await RepositorySession.ReadAsync(parsed, async (repository, cancel) =>
        {
            var snapshot = await repository.Snapshots.FindAsync(
                parsed.GetRequiredValue(Reference), Filter.Read(parsed), cancel);
            var folder = "/" + parsed.GetRequiredValue(Folder).Trim('/');
            var tree = await TreePath.FindDirectoryAsync(repository, snapshot.Tree, folder, cancel);
            var entries = new List<object>();
            await ListAsync(repository, tree, folder == "/" ? "" : folder, (path, node) =>
            {
                if (output.Json)
                {
                    entries.Add(Document(path, node));
                }
                else
                {
                    output.WriteLine(parsed.GetValue(Long) ? LongLine(path, node) : path);
                }
            }, cancel);
            output.WriteDocument(new { Snapshot = SnapshotText.Document(snapshot), Entries = entries });
            return ExitCode.Ok;
        }, stop);
    }

    private static async Task ListAsync(
        Repository repository, BlobId id, string folder, Action<string, Node> show, CancellationToken stop)
    {
        foreach (var node in (await repository.LoadTreeAsync(id, stop)).Nodes)
        {
            var path = $"{folder}/{node.Name}";
            show(path, node);
            if (node is { Type: NodeType.Dir, Subtree: { } subtree })
            {
                await ListAsync(repository, subtree, path, show, stop);
            }
        }
    }

    internal static object Document(string path, Node node) => new
    {
        Path = path,
        Type = node.Type.ToString().ToLowerInvariant(),
        Mode = Convert.ToString(GoFileMode.ToUnix(node.Mode), 8),
        node.Uid,
        node.Gid,
        Size = node.Type == NodeType.File ? node.Size : (ulong?)null,
        Modified = node.ModifiedTime.ToString(),
        LinkTarget = node.Type == NodeType.Symlink
            ? System.Text.Encoding.UTF8.GetString(node.LinkTarget.Span)
            : null,
    };

    internal static string LongLine(string path, Node node) => string.Create(
        CultureInfo.InvariantCulture,
        $"{TypeLetter(node.Type)}{Permissions(node.Mode)} {node.Uid,5} {node.Gid,5} {node.Size,10} "
        + $"{node.ModifiedTime.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss} {path}");

    private static char TypeLetter(NodeType type) => type switch
    {
        NodeType.Dir => 'd',
        NodeType.Symlink => 'l',
        NodeType.BlockDevice => 'b',
        NodeType.CharDevice => 'c',
        NodeType.Fifo => 'p',
        _ => '-',
    };

    private static string Permissions(uint mode) =>
        string.Create(9, mode, (text, bits) =>
        {
            for (var i = 0; i < 9; i++)
            {
                text[i] = (bits & (0x100u >> i)) != 0 ? "rwx"[i % 3] : '-';
            }
        });
}
