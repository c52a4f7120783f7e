using System.Runtime.InteropServices;

namespace Mesh.Sources.Files.Linux;

/// <summary>The kernel's <c>struct statx_timestamp</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StatXTime
{
    public long Seconds;
    public uint Nanoseconds;
    public int Spare;
}
