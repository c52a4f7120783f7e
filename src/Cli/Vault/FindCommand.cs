using System.CommandLine;
using System.Text;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Sources.Files.Excludes;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault find</c></summary>
internal static class FindCommand
{
    private static readonly SnapshotOptions Filter = new();

    private static readonly Argument<string[]> Patterns = new("pattern")
    {
        Description = "A name or path with * ? [..] and **; one that starts with a slash counts from the root",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> References = new("--snapshot", "-s")
    {
        Description = "Look only in this snapshot: 'latest', or the beginning of an id (can be repeated)",
    };

    public static Command Create()
    {
        var command = new Command(
            "find", "Find files by their names in all snapshots; a directory that matches stands for all in it")
        {
            Patterns, References, VaultOptions.NoLock,
        };
        Filter.AddTo(command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        var patterns = new PathPatterns(parsed.GetRequiredValue(Patterns));
        return await RepositorySession.ReadAsync(parsed, async (repository, cancel) =>
        {
            var snapshots = await SnapshotOptions.FindAllAsync(
                repository, parsed.GetValue(References) ?? [], Filter.Read(parsed), cancel);
            var found = new List<object>();
            foreach (var snapshot in snapshots)
            {
                var matches = new List<(string Path, Node Node)>();
                await FindAsync(
                    repository, snapshot.Tree, "", patterns, (path, node) => matches.Add((path, node)), cancel);
                if (matches.Count == 0)
                {
                    continue;
                }

                output.WriteLine($"{snapshot.Id.ToShortString()}, {SnapshotText.Time(snapshot)}");
                matches.ForEach(match => output.WriteLine("  " + LsCommand.LongLine(match.Path, match.Node)));
                found.Add(new
                {
                    Snapshot = SnapshotText.Document(snapshot),
                    Matches = matches.Select(match => LsCommand.Document(match.Path, match.Node)),
                });
            }

            output.WriteDocument(new { Found = found });
            return found.Count > 0 || output.Json ? ExitCode.Ok : Nothing(output);
        }, stop);
    }

    private static int Nothing(ConsoleOutput output)
    {
        output.WriteLine("no snapshot has such a name");
        return ExitCode.Ok;
    }

    private static async Task FindAsync(
        Repository repository,
        BlobId tree,
        string folder,
        PathPatterns patterns,
        Action<string, Node> found,
        CancellationToken stop)
    {
        foreach (var node in (await repository.LoadTreeAsync(tree, stop)).Nodes)
        {
            var path = $"{folder}/{node.Name}";
            var (matches, below) = patterns.Match(Encoding.UTF8.GetBytes(path));
            if (matches)
            {
                found(path, node);
            }
            else if (below && node.Subtree is { } subtree)
            {
                await FindAsync(repository, subtree, path, patterns, found, stop);
            }
        }
    }
}
