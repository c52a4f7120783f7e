using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Linux;

/// <summary>What the kernel says about a file, its times to the nanosecond.</summary>
internal readonly struct FileStatus(in StatX raw)
{
    private const uint TypeMask = 0xF000;

    /// <summary>Type and permissions as Unix has them.</summary>
    public uint Mode { get; } = raw.Mode;

    public long Size { get; } = (long)raw.Size;

    /// <summary>What is allocated, in bytes: less than <see cref="Size"/> where the file has holes.</summary>
    public long Allocated { get; } = (long)raw.Blocks * 512;

    public ulong Inode { get; } = raw.Inode;

    public ulong Links { get; } = raw.Links;

    public uint User { get; } = raw.User;

    public uint Group { get; } = raw.Group;

    /// <summary>The device that holds the file.</summary>
    public ulong Holder { get; } = DeviceNumber(raw.HolderMajor, raw.HolderMinor);

    /// <summary>The device that the file is, for device nodes.</summary>
    public ulong Device { get; } = DeviceNumber(raw.DeviceMajor, raw.DeviceMinor);

    public (long Seconds, int Nanoseconds) Modified { get; } =
        (raw.Modified.Seconds, (int)raw.Modified.Nanoseconds);

    public (long Seconds, int Nanoseconds) Changed { get; } =
        (raw.Changed.Seconds, (int)raw.Changed.Nanoseconds);

    public bool IsRegular => (Mode & TypeMask) == 0x8000;

    public bool IsDirectory => (Mode & TypeMask) == 0x4000;

    public bool IsSymlink => (Mode & TypeMask) == 0xA000;

    public NodeType Type => (Mode & TypeMask) switch
    {
        0x8000 => NodeType.File,
        0x4000 => NodeType.Dir,
        0xA000 => NodeType.Symlink,
        0x6000 => NodeType.BlockDevice,
        0x2000 => NodeType.CharDevice,
        0x1000 => NodeType.Fifo,
        0xC000 => NodeType.Socket,
        _ => NodeType.Irregular,
    };

    // The layout of dev_t: 12 bits of the major number around 20 of the minor, then the rest of both.
    private static ulong DeviceNumber(uint major, uint minor) =>
        ((major & 0xFFFFF000ul) << 32) | ((major & 0xFFFul) << 8)
        | ((minor & 0xFFFFFF00ul) << 12) | (minor & 0xFFul);
}
