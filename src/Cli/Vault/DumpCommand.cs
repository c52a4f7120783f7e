using System.CommandLine;
using System.Formats.Tar;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault dump</c></summary>
internal static class DumpCommand
{
    private static readonly SnapshotOptions Filter = new();

    private static readonly Argument<string> Reference = new("snapshot")
    {
        Description = "'latest', or the beginning of an id",
    };

    private static readonly Argument<string> What = new("path")
    {
        Description = "The file in the snapshot; a directory is written as a tar archive",
    };

    private static readonly Option<string?> Target = new("--target", "-t")
    {
        Description = "The file to write, which must not be there; else the standard output",
    };

    public static Command Create()
    {
        var command = new Command("dump", "Write the content of a file, or a directory as a tar archive")
        {
            Reference, What, Target, VaultOptions.NoLock,
        };
        Filter.AddTo(command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        var target = parsed.GetValue(Target);
        if (output.Json && target is null)
        {
            throw new MeshException("bad-options", "--json", "the content itself goes to the standard output",
                "name a file with --target, or leave --json out", ExitCode.BadInput);
        }

        return await RepositorySession.ReadAsync(parsed, async (repository, cancel) =>
        {
            var snapshot = await repository.Snapshots.FindAsync(
                parsed.GetRequiredValue(Reference), Filter.Read(parsed), cancel);
            var path = "/" + parsed.GetRequiredValue(What).Trim('/');
            var node = await TreePath.FindAsync(repository, snapshot.Tree, path, cancel);
            if (node is not (null or { Type: NodeType.File or NodeType.Dir }))
            {
                throw new MeshException("not-a-file", path, $"is a {node.Type.ToString().ToLowerInvariant()}",
                    "name a file or a directory; see 'mesh vault ls --long'", ExitCode.BadInput);
            }

            if (target is null)
            {
                await using var to = Console.OpenStandardOutput();
                await WriteAsync(repository, snapshot.Tree, path, node, to, cancel);
            }
            else
            {
                await WriteAsync(repository, snapshot.Tree, path, node, target, cancel);
                var bytes = new FileInfo(target).Length;
                output.WriteLine($"wrote {target}, {ProgressText.Bytes(bytes)}");
                output.WriteDocument(new
                {
                    Snapshot = SnapshotText.Document(snapshot), Path = path, Target = target, Bytes = bytes,
                });
            }

            return ExitCode.Ok;
        }, stop);
    }

    private static FileStream Create(string target)
    {
        try
        {
            return new FileStream(target, FileMode.CreateNew);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(
                "bad-target", target, error.Message.TrimEnd('.'), "name a file that is not there",
                ExitCode.BadInput, error);
        }
    }

    // A part of it would look like the whole.
    private static async Task WriteAsync(
        Repository repository, BlobId root, string path, Node? node, string target, CancellationToken stop)
    {
        await using var to = Create(target);
        try
        {
            await WriteAsync(repository, root, path, node, to, stop);
        }
        catch
        {
            File.Delete(target);
            throw;
        }
    }

    private static async Task WriteAsync(
        Repository repository, BlobId root, string path, Node? node, Stream to, CancellationToken stop)
    {
        if (node is { Type: NodeType.File })
        {
            await using var content = new ContentStream(repository, node, stop);
            await content.CopyToAsync(to, stop);
            await to.FlushAsync(stop);
            return;
        }

        await using var tar = new TarWriter(to, TarEntryFormat.Pax, leaveOpen: true);
        await new TarDump(repository, tar, stop).WriteAsync(node?.Subtree ?? root, path.Trim('/'));
    }
}
