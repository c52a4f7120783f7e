namespace Mesh.Vault.Trees;

/// <summary>
/// The bits of <see cref="Node.Mode"/>: Go's <c>fs.FileMode</c>, which keeps the nine permission bits where
/// Unix has them and everything else at the top.
/// </summary>
public static class GoFileMode
{
    public const uint Dir = 1u << 31;
    public const uint Symlink = 1u << 27;
    public const uint Device = 1u << 26;
    public const uint Fifo = 1u << 25;
    public const uint Socket = 1u << 24;
    public const uint SetUid = 1u << 23;
    public const uint SetGid = 1u << 22;
    public const uint CharDevice = 1u << 21;
    public const uint Sticky = 1u << 20;
    public const uint Irregular = 1u << 19;
    public const uint Permissions = 0x1FF;

    private const uint UnixSetUid = 0x800;
    private const uint UnixSetGid = 0x400;
    private const uint UnixSticky = 0x200;

    /// <summary>Go's mode for a file of this type with the twelve low bits of a Unix mode.</summary>
    public static uint FromUnix(NodeType type, uint unixMode) =>
        TypeBits(type)
        | (unixMode & Permissions)
        | ((unixMode & UnixSetUid) != 0 ? SetUid : 0)
        | ((unixMode & UnixSetGid) != 0 ? SetGid : 0)
        | ((unixMode & UnixSticky) != 0 ? Sticky : 0);

    /// <summary>The twelve low bits of the Unix mode, for chmod.</summary>
    public static uint ToUnix(uint mode) =>
        (mode & Permissions)
        | ((mode & SetUid) != 0 ? UnixSetUid : 0)
        | ((mode & SetGid) != 0 ? UnixSetGid : 0)
        | ((mode & Sticky) != 0 ? UnixSticky : 0);

    private static uint TypeBits(NodeType type) => type switch
    {
        NodeType.File => 0,
        NodeType.Dir => Dir,
        NodeType.Symlink => Symlink,
        NodeType.BlockDevice => Device,
        NodeType.CharDevice => Device | CharDevice,
        NodeType.Fifo => Fifo,
        NodeType.Socket => Socket,
        NodeType.Irregular => Irregular,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such node type"),
    };
}
