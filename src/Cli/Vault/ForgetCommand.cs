using System.CommandLine;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Domain.Retention;
using Mesh.Vault;
using Mesh.Vault.Snapshots;

namespace Mesh.Cli.Vault;

/// <summary><c>mesh vault forget</c></summary>
internal static class ForgetCommand
{
    private static readonly SnapshotOptions Filter = new();
    private static readonly PruneCommand.PruneFields Pruning = new();
    private static readonly KeepOptions Keep = new();

    private static readonly Argument<string[]> Ids = new("snapshot")
    {
        Description = "Snapshots to forget by their ids; none with --keep options",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> GroupBy = new("--group-by", "-g")
    {
        Description = "The rules are for each group of snapshots alike in these: host, paths, tags",
        DefaultValueFactory = _ => "host,paths",
    };

    private static readonly Option<bool> RemoveAll = new("--allow-remove-all")
    {
        Description = "Let rules forget the last snapshot of a group too",
    };

    private static readonly Option<bool> DryRun = new("--dry-run", "-n")
    {
        Description = "Say what would be forgotten, and change nothing",
    };

    private static readonly Option<bool> Prune = new("--prune")
    {
        Description = "Then remove what no snapshot needs any more",
    };

    public static Command Create()
    {
        var command = new Command("forget", "Forget snapshots, by their ids or by rules of what to keep")
        {
            Ids, GroupBy, RemoveAll, DryRun, Prune,
        };
        Keep.AddTo(command);
        Filter.AddTo(command);
        Pruning.AddTo(command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, ConsoleOutput output, CancellationToken stop)
    {
        var rules = Keep.Read(parsed);
        var ids = parsed.GetValue(Ids) ?? [];
        if (rules.IsEmpty == (ids.Length == 0))
        {
            throw new MeshException(
                "bad-arguments", "forget",
                rules.IsEmpty ? "nothing says what is to be forgotten" : "it has both ids and rules",
                "name snapshots, or say what to keep, as in --keep-daily 7", ExitCode.BadInput);
        }

        var dryRun = parsed.GetValue(DryRun);
        var pruning = Pruning.Read(parsed);
        List<Group> groups;
        await using (var session = dryRun
            ? await RepositorySession.OpenAsync(parsed, locked: true, readsAhead: false, stop)
            : await RepositorySession.OpenAloneAsync(parsed, stop))
        {
            groups = await session.RunAsync(async cancel =>
            {
                var chosen = ids.Length > 0
                    ? [await NamedAsync(session.Repository, ids, Filter.Read(parsed), cancel)]
                    : await DecideAsync(session.Repository, rules, parsed, cancel);
                foreach (var snapshot in chosen.SelectMany(group => group.Forgotten).Where(_ => !dryRun))
                {
                    session.Lock!.EnsureHeld();
                    await session.Repository.Snapshots.DeleteAsync(snapshot.Id, cancel);
                }

                return chosen;
            });
        }

        Write(groups, dryRun, output);
        var pruned = parsed.GetValue(Prune)
            && !dryRun ? await PruneAsync(parsed, pruning, output, stop) : null;
        output.WriteDocument(new
        {
            Groups = groups.Select(group => new
            {
                group.Name,
                Kept = group.Kept.Select(each => new { Id = $"{each.Snapshot.Id}", each.Reasons }),
                Forgotten = group.Forgotten.Select(snapshot => $"{snapshot.Id}"),
            }),
            DryRun = dryRun,
            Pruned = pruned,
        });
        return ExitCode.Ok;
    }

    private static async Task<Mesh.Vault.Pruning.PrunePlan> PruneAsync(
        ParseResult parsed,
        Mesh.Vault.Pruning.PruneOptions options,
        ConsoleOutput output,
        CancellationToken stop)
    {
        await using var session = await RepositorySession.OpenAsync(
            parsed, locked: false, readsAhead: false, stop);
        var plan = await PruneCommand.RunAsync(session, options, dryRun: false, output);
        PruneCommand.Write(plan, dryRun: false, output);
        return plan;
    }

    private static async Task<Group> NamedAsync(
        Repository repository, string[] ids, SnapshotFilter filter, CancellationToken cancellationToken)
    {
        var found = new List<Snapshot>();
        foreach (var id in ids.Distinct())
        {
            found.Add(await repository.Snapshots.FindAsync(id, filter, cancellationToken));
        }

        return new Group("", [], [.. found.DistinctBy(snapshot => snapshot.Id)]);
    }

    private static async Task<List<Group>> DecideAsync(
        Repository repository, RetentionRules rules, ParseResult parsed, CancellationToken cancellationToken)
    {
        var key = GroupKey(parsed.GetValue(GroupBy)!);
        var snapshots = await repository.Snapshots.ListAsync(Filter.Read(parsed), cancellationToken);
        var groups = snapshots
            .GroupBy(key)
            .Select(
                group => Decide(group.Key, [.. group], rules, repository.Options.TimeProvider.GetUtcNow()))
            .ToList();
        return groups.Find(group => group.Kept.Count == 0) is { } lost && !parsed.GetValue(RemoveAll)
            ? throw new MeshException(
                "bad-arguments", lost.Name, "the rules keep none of its snapshots; nothing was forgotten",
                "keep at least one, as with --keep-last 1, or say --allow-remove-all", ExitCode.BadInput)
            : groups;
    }

    private static Group Decide(
        string name, List<Snapshot> snapshots, RetentionRules rules, DateTimeOffset now)
    {
        var byId = snapshots.ToDictionary(snapshot => $"{snapshot.Id}");
        var decisions = RetentionPolicy.Apply(
            rules,
            snapshots.Select(snapshot => new RetainedPoint(
                $"{snapshot.Id}", snapshot.Time.ToDateTimeOffset(), snapshot.Tags)),
            now);
        return new Group(
            name,
            [.. decisions.Where(each => each.Keep)
                .Select(each => new Kept(byId[each.Point.Id], each.Reasons))],
            [.. decisions.Where(each => !each.Keep).Select(each => byId[each.Point.Id])]);
    }

    private static Func<Snapshot, string> GroupKey(string fields)
    {
        var parts = new List<Func<Snapshot, string>>();
        foreach (var field in fields.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            parts.Add(field.Trim() switch
            {
                "host" => snapshot => $"host {snapshot.Hostname}",
                "paths" => snapshot =>
                    $"paths {string.Join(' ', snapshot.Paths.Order(StringComparer.Ordinal))}",
                "tags" => snapshot => $"tags {string.Join(',', snapshot.Tags.Order(StringComparer.Ordinal))}",
                var other => throw new MeshException(
                    "bad-arguments", "--group-by", $"'{other}' is nothing to group by",
                    "write host, paths and tags, with commas, or '' for one group", ExitCode.BadInput),
            });
        }

        return snapshot => string.Join(", ", parts.Select(part => part(snapshot)));
    }

    private static void Write(List<Group> groups, bool dryRun, ConsoleOutput output)
    {
        foreach (var group in groups)
        {
            if (group.Name.Length > 0)
            {
                output.WriteLine(group.Name);
            }

            var table = new TextTable("ID", "Time", "Host", "Tags", "", "because");
            foreach (var (snapshot, reasons) in group.Kept)
            {
                Add(table, snapshot, "stays", string.Join(", ", reasons));
            }

            foreach (var snapshot in group.Forgotten)
            {
                Add(table, snapshot, dryRun ? "would go" : "forgotten", "");
            }

            output.WriteTable(table);
        }

        output.WriteLine(
            $"{groups.Sum(group => group.Kept.Count)} snapshots stay, "
            + $"{groups.Sum(group => group.Forgotten.Count)} {(dryRun ? "would be forgotten" : "forgotten")}");
    }

    private static void Add(TextTable table, Snapshot snapshot, string what, string why) => table.Add(
        snapshot.Id.ToShortString(),
        SnapshotText.Time(snapshot),
        snapshot.Hostname,
        string.Join(',', snapshot.Tags),
        what,
        why);

    private sealed record Kept(Snapshot Snapshot, IReadOnlyList<string> Reasons);

    private sealed record Group(string Name, IReadOnlyList<Kept> Kept, IReadOnlyList<Snapshot> Forgotten);
}
