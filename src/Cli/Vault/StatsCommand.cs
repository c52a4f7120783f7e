using System.CommandLine;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Vault.Statistics;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault stats</c></summary>
internal static class StatsCommand
{
    private static readonly SnapshotOptions Filter = new();

    private static readonly Argument<string[]> References = new("snapshot")
    {
        Description = "Only these snapshots: 'latest', or the beginning of an id; else all",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
    {
        var command = new Command("stats", "Say what snapshots hold, and what that takes in the repository")
        {
            References, VaultOptions.NoLock,
        };
        Filter.AddTo(command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        return await RepositorySession.ReadAsync(parsed, async (repository, cancel) =>
        {
            var snapshots = await SnapshotOptions.FindAllAsync(
                repository, parsed.GetValue(References) ?? [], Filter.Read(parsed), cancel);
            var counted = await new StatisticsWalk(repository).CountAsync(snapshots, cancel);
            output.WriteTable(new TextTable("what", "value")
                .Add("snapshots", ProgressText.Count(counted.Snapshots))
                .Add("entries in them", ProgressText.Count(counted.Entries))
                .Add("restored, all of them", ProgressText.Bytes(counted.RestoreBytes))
                .Add("different blobs", ProgressText.Count(counted.Blobs))
                .Add("their length", ProgressText.Bytes(counted.PlainBytes))
                .Add("stored", ProgressText.Bytes(counted.StoredBytes)));
            output.WriteDocument(counted);
            return ExitCode.Ok;
        }, stop);
    }
}
