using Mesh.Domain.Sites;
using Mesh.Vault.Snapshots;

namespace Mesh.Activities.ControlPlane;

/// <summary>
/// How the snapshots of control planes are marked: what they are, whose life they show, and whose place that
/// has taken.
/// </summary>
public static class CutTags
{
    /// <summary>The tag that every one has.</summary>
    public const string Kind = "mesh-control-plane";

    /// <summary>The host that every one names, wherever it was made.</summary>
    public const string Host = "mesh-control-plane";

    private const string Life = "incarnation=";
    private const string Replaced = "replaced=";

    /// <summary>All of them.</summary>
    public static SnapshotFilter Filter { get; } = new() { Tags = [Kind] };

    /// <summary>The tags of a cut.</summary>
    public static IReadOnlyList<string> Of(Incarnation incarnation)
    {
        ArgumentNullException.ThrowIfNull(incarnation);
        return
        [
            Kind, Life + incarnation.Id, .. incarnation.Replaced.Select(each => Replaced + each),
        ];
    }

    /// <summary>The life that a snapshot shows; empty where it does not say.</summary>
    public static string LifeOf(Snapshot snapshot) => Values(snapshot, Life).FirstOrDefault("");

    /// <summary>
    /// The snapshots in the order in which a rescue tries them: the newest first, but those of a life that
    /// another has replaced after all that nobody has. A Mesh that was replaced and runs on makes cuts too.
    /// </summary>
    public static IReadOnlyList<Snapshot> BestFirst(IReadOnlyList<Snapshot> snapshots)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        var replaced = snapshots.SelectMany(each => Values(each, Replaced)).ToHashSet(StringComparer.Ordinal);
        return [.. snapshots
            .OrderBy(each => replaced.Contains(LifeOf(each)))
            .ThenByDescending(each => each.Time)];
    }

    private static IEnumerable<string> Values(Snapshot snapshot, string name) => snapshot.Tags
        .Where(tag => tag.StartsWith(name, StringComparison.Ordinal))
        .Select(tag => tag[name.Length..]);
}
