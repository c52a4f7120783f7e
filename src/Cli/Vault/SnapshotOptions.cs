using System.CommandLine;
using Mesh.Vault;
using Mesh.Vault.Snapshots;

namespace Mesh.Cli.Vault;

/// <summary>
/// The options that choose snapshots; each verb has its own, since options know their command.
/// </summary>
internal sealed class SnapshotOptions
{
    private readonly Option<string[]> _hosts = new("--host", "-H")
    {
        Description = "Only snapshots of this host (can be repeated)",
    };

    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "Only snapshots with all of these tags, TAG[,TAG...] (can be repeated)",
    };

    private readonly Option<string[]> _paths = new("--path")
    {
        Description = "Only snapshots that include this absolute path (can be repeated)",
    };

    public void AddTo(Command command)
    {
        command.Add(_hosts);
        command.Add(_tags);
        command.Add(_paths);
    }

    public SnapshotFilter Read(ParseResult parsed) => new()
    {
        Hosts = parsed.GetValue(_hosts) ?? [],
        Tags = SplitTags(parsed.GetValue(_tags)),
        Paths = parsed.GetValue(_paths) ?? [],
    };

    /// <summary>The snapshots that are named; where none is, all that the filter lets through.</summary>
    public static async Task<IReadOnlyList<Snapshot>> FindAllAsync(
        Repository repository, string[] references, SnapshotFilter filter, CancellationToken stop)
    {
        if (references.Length == 0)
        {
            return await repository.Snapshots.ListAsync(filter, stop);
        }

        var found = new List<Snapshot>();
        foreach (var reference in references)
        {
            found.Add(await repository.Snapshots.FindAsync(reference, filter, stop));
        }

        return [.. found.DistinctBy(snapshot => snapshot.Id)];
    }

    /// <summary>The tags in lists of them.</summary>
    public static IReadOnlyList<string> SplitTags(string[]? lists) =>
        [.. (lists ?? []).SelectMany(list => list.Split(',')).Select(tag => tag.Trim())
            .Where(tag => tag.Length > 0)];
}
