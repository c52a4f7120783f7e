using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Vault.Comparing;
using Mesh.Vault.Trees;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault diff</c></summary>
internal static class DiffCommand
{
    private static readonly SnapshotOptions Filter = new();

    private static readonly Argument<string> Before = new("before")
    {
        Description = "The earlier snapshot: 'latest', or the beginning of an id",
    };

    private static readonly Argument<string> After = new("after") { Description = "The later one" };

    private static readonly Option<bool> Metadata = new("--metadata")
    {
        Description = "Show entries too of which only mode, owner, times, attributes or link target changed",
    };

    public static Command Create()
    {
        var command = new Command(
            "diff",
            "Show what changed between two snapshots: + added, - removed, M content, T type, U metadata")
        {
            Before, After, Metadata, VaultOptions.NoLock,
        };
        Filter.AddTo(command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        return await RepositorySession.ReadAsync(parsed, async (repository, cancel) =>
        {
            var filter = Filter.Read(parsed);
            var snapshots = repository.Snapshots;
            var before = await snapshots.FindAsync(parsed.GetRequiredValue(Before), filter, cancel);
            var after = await snapshots.FindAsync(parsed.GetRequiredValue(After), filter, cancel);
            var changes = new List<object>();
            var counts = new int[Enum.GetValues<ChangeKind>().Length];
            var (added, removed) = (0L, 0L);
            var diff = new TreeDiff(repository, change =>
            {
                counts[(int)change.Kind]++;
                added += Bytes(change.After, change.Kind);
                removed += Bytes(change.Before, change.Kind);
                if (output.Json)
                {
                    changes.Add(new { change.Path, Change = Word(change.Kind) });
                }
                else
                {
                    output.WriteLine($"{Letter(change.Kind),-5}{change.Path}{(change.IsDirectory ? "/" : "")}");
                }
            })
            {
                Metadata = parsed.GetValue(Metadata),
            };
            await diff.CompareAsync(before.Tree, after.Tree, cancel);
            output.WriteLine(
                string.Join(", ", Enum.GetValues<ChangeKind>().Select(kind => string.Create(
                    CultureInfo.InvariantCulture, $"{counts[(int)kind]} {Word(kind)}")))
                + $"; files of {ProgressText.Bytes(added)} came, of {ProgressText.Bytes(removed)} went");
            output.WriteDocument(new
            {
                Before = SnapshotText.Document(before),
                After = SnapshotText.Document(after),
                Changes = changes,
                Counts = Enum.GetValues<ChangeKind>().ToDictionary(Word, kind => counts[(int)kind]),
                BytesAdded = added,
                BytesRemoved = removed,
            });
            return ExitCode.Ok;
        }, stop);
    }

    private static long Bytes(Node? node, ChangeKind kind) =>
        node is { Type: NodeType.File } && kind != ChangeKind.Metadata ? (long)node.Size : 0;

    private static string Word(ChangeKind kind) => kind.ToString().ToLowerInvariant();

    private static char Letter(ChangeKind kind) => kind switch
    {
        ChangeKind.Added => '+',
        ChangeKind.Removed => '-',
        ChangeKind.Modified => 'M',
        ChangeKind.Retyped => 'T',
        _ => 'U',
    };
}
