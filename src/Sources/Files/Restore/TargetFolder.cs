using Mesh.Sources.Files.Linux;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// A directory below the target, whether or not it is there yet; see <see cref="TargetFolders"/>.
/// </summary>
internal sealed class TargetFolder(TargetFolder? parent, NodeName name, byte[] location)
{
    public TargetFolder? Parent => parent;

    public NodeName Name => name;

    /// <summary>The path within the snapshot; empty for the root.</summary>
    public byte[] Location => location;

    /// <summary>The open directory; guarded by <see cref="TargetFolders"/>, as all below.</summary>
    public OpenFile? Handle { get; set; }

    public int Users { get; set; }

    public LinkedListNode<TargetFolder>? Idle { get; set; }

    /// <summary>The path within the snapshot of an entry.</summary>
    public byte[] LocationOf(NodeName entry) => [.. location, (byte)'/', .. entry.Span];
}
