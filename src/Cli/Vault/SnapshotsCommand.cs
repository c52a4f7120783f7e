using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Vault.Snapshots;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault snapshots</c></summary>
internal static class SnapshotsCommand
{
    private static readonly SnapshotOptions Filter = new();

    private static readonly Option<int> Latest = new("--latest")
    {
        Description = "Only the last n snapshots of each host and set of paths",
    };

    public static Command Create()
    {
        var command = new Command("snapshots", "List the snapshots") { Latest, VaultOptions.NoLock };
        Filter.AddTo(command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: !parsed.GetValue(VaultOptions.NoLock), readsAhead: false, stop);
        var all = await session.RunAsync(
            cancel => session.Repository.Snapshots.ListAsync(Filter.Read(parsed), cancel));
        var snapshots = parsed.GetValue(Latest) is > 0 and var count ? LastOfEach(all, count) : all;
        var table = new TextTable("ID", "Time", "Host", "Tags", "Paths");
        foreach (var snapshot in snapshots)
        {
            table.Add(
                snapshot.Id.ToShortString(),
                SnapshotText.Time(snapshot),
                snapshot.Hostname,
                string.Join(',', snapshot.Tags),
                string.Join(' ', snapshot.Paths));
        }

        output.WriteTable(table);
        output.WriteLine(snapshots.Count.ToString(CultureInfo.InvariantCulture) + " snapshots");
        output.WriteDocument(new { Snapshots = snapshots.Select(SnapshotText.Document) });
        return ExitCode.Ok;
    }

    private static List<Snapshot> LastOfEach(IReadOnlyList<Snapshot> all, int count) =>
    [
        .. all
            .GroupBy(
                snapshot =>
                    string.Join(
                        '\0', snapshot.Paths.Order(StringComparer.Ordinal).Prepend(snapshot.Hostname)))
            .SelectMany(group => group.TakeLast(count))
            .OrderBy(snapshot => snapshot.Time.ToDateTimeOffset()),
    ];
}
