using Mesh.Sources.Files.Linux;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Walking;

/// <summary>Makes nodes from what the file system says, field by field as restic 0.14 does.</summary>
internal sealed class NodeBuilder(SourceWarnings warnings, TimeZoneInfo zone)
{
    private readonly AccountNames _accounts = new();

    /// <summary>The node without content or subtree.</summary>
    public Node Build(NodeName name, ReadOnlySpan<byte> path, in FileStatus status, byte[]? linkTarget = null)
    {
        var type = status.Type;
        var modified = Timestamp.FromUnix(status.Modified.Seconds, status.Modified.Nanoseconds, zone);
        return new Node
        {
            Name = name,
            Type = type,
            Mode = GoFileMode.FromUnix(type, status.Mode),
            ModifiedTime = modified,
            AccessTime = modified,
            ChangeTime = Timestamp.FromUnix(status.Changed.Seconds, status.Changed.Nanoseconds, zone),
            Uid = status.User,
            Gid = status.Group,
            User = _accounts.User(status.User),
            Group = _accounts.Group(status.Group),
            Inode = status.Inode,
            DeviceId = status.Holder,
            Size = type == NodeType.File ? (ulong)status.Size : 0,
            Links = type is NodeType.Dir or NodeType.Fifo ? 0 : status.Links,
            LinkTarget = linkTarget,
            Device = type is NodeType.BlockDevice or NodeType.CharDevice ? status.Device : 0,
            ExtendedAttributes = ReadAttributes(path),
        };
    }

    private IReadOnlyList<Xattr> ReadAttributes(ReadOnlySpan<byte> path)
    {
        try
        {
            return ExtendedAttributes.Read(path);
        }
        catch (SystemCallException error)
        {
            warnings.Add(SourceWarningKind.Unreadable, path, error.Message);
            return [];
        }
    }
}
