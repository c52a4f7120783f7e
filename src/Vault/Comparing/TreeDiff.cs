using Mesh.Vault.Trees;

namespace Mesh.Vault.Comparing;

/// <summary>
/// Tells what differs between two trees, in the order of their paths, a directory before what is in it.
/// Directories that are the same are not read.
/// </summary>
/// <param name="repository">Holds both; its index has been loaded.</param>
/// <param name="told">Told of each difference.</param>
public sealed class TreeDiff(Repository repository, Action<TreeChange> told)
{
    /// <summary>Whether entries that differ in metadata alone are told too.</summary>
    public bool Metadata { get; init; }

    /// <summary>Compares two root trees.</summary>
    /// <exception cref="Domain.Errors.MeshException">A tree is missing or damaged.</exception>
    public Task CompareAsync(BlobId before, BlobId after, CancellationToken cancellationToken) =>
        CompareAsync("", before, after, cancellationToken);

    private async Task CompareAsync(
        string folder, BlobId? before, BlobId? after, CancellationToken cancellationToken)
    {
        if (before == after)
        {
            return;
        }

        var old = await NodesAsync(before, cancellationToken);
        var present = await NodesAsync(after, cancellationToken);
        for (int left = 0, right = 0; left < old.Count || right < present.Count;)
        {
            var order = left == old.Count ? 1
                : right == present.Count ? -1
                : old[left].Name.CompareTo(present[right].Name);
            var was = order <= 0 ? old[left++] : null;
            var now = order >= 0 ? present[right++] : null;
            await CompareAsync($"{folder}/{(now ?? was)!.Name}", was, now, cancellationToken);
        }
    }

    private async Task CompareAsync(string path, Node? was, Node? now, CancellationToken cancellationToken)
    {
        if (KindOf(was, now) is { } kind)
        {
            told(new TreeChange(path, kind, was, now));
        }

        await CompareAsync(path, was?.Subtree, now?.Subtree, cancellationToken);
    }

    private ChangeKind? KindOf(Node? was, Node? now) =>
        was is null ? ChangeKind.Added
        : now is null ? ChangeKind.Removed
        : was.Type != now.Type ? ChangeKind.Retyped
        : !(was.Content ?? []).SequenceEqual(now.Content ?? []) ? ChangeKind.Modified
        : Metadata && !HasSameMetadata(was, now) ? ChangeKind.Metadata
        : null;

    private static bool HasSameMetadata(Node was, Node now) =>
        was.Mode == now.Mode
        && was.ModifiedTime == now.ModifiedTime
        && was.Uid == now.Uid
        && was.Gid == now.Gid
        && was.User == now.User
        && was.Group == now.Group
        && was.Device == now.Device
        && was.LinkTarget.Span.SequenceEqual(now.LinkTarget.Span)
        && was.ExtendedAttributes.SequenceEqual(now.ExtendedAttributes);

    private async Task<IReadOnlyList<Node>> NodesAsync(BlobId? tree, CancellationToken cancellationToken) =>
        tree is { } id ? (await repository.LoadTreeAsync(id, cancellationToken)).Nodes : [];
}
