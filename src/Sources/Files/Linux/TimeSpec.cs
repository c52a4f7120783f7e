using System.Runtime.InteropServices;

namespace Mesh.Sources.Files.Linux;

/// <summary>The C library's <c>struct timespec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    public long Seconds;
    public long Nanoseconds;
}
