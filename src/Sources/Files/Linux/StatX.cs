using System.Runtime.InteropServices;

namespace Mesh.Sources.Files.Linux;

/// <summary>The kernel's <c>struct statx</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct StatX
{
    public uint Mask;
    public uint BlockSize;
    public ulong Attributes;
    public uint Links;
    public uint User;
    public uint Group;
    public ushort Mode;
    public ushort Spare0;
    public ulong Inode;
    public ulong Size;
    public ulong Blocks;
    public ulong AttributesMask;
    public StatXTime Accessed;
    public StatXTime Born;
    public StatXTime Changed;
    public StatXTime Modified;
    public uint DeviceMajor;
    public uint DeviceMinor;
    public uint HolderMajor;
    public uint HolderMinor;
}
