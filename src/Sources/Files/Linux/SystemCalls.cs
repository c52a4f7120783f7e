using System.Runtime.InteropServices;

namespace Mesh.Sources.Files.Linux;

/// <summary>What the wrappers of system calls share.</summary>
internal static class SystemCalls
{
    /// <summary>All that <c>stat</c> gave before statx.</summary>
    public const uint BasicStats = 0x7FF;

    /// <summary>Do not follow a symbolic link that the path ends with.</summary>
    public const int NoFollow = 0x100;

    /// <summary>Why the last call of this thread failed.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>Whether this process may do what only the super-user may.</summary>
    public static bool IsRoot { get; } = Libc.GetEUid() == 0;
}
