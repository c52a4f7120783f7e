using Mesh.Vault.Trees;

namespace Mesh.Vault.Comparing;

/// <summary>An entry that differs between two snapshots.</summary>
/// <param name="Path">From the root.</param>
/// <param name="Kind">How.</param>
/// <param name="Before">What it was; null where it was not.</param>
/// <param name="After">What it is; null where it is not.</param>
public sealed record TreeChange(string Path, ChangeKind Kind, Node? Before, Node? After)
{
    /// <summary>Whether it is, or was, a directory.</summary>
    public bool IsDirectory => (After ?? Before)!.Type == NodeType.Dir;
}
