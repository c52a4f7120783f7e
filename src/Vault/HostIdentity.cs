using System.Runtime.InteropServices;

namespace Mesh.Vault;

/// <summary>Who we are on this machine.</summary>
/// <param name="Hostname">The machine's name; locks of other machines cannot be probed.</param>
/// <param name="Username">The user's name.</param>
/// <param name="Uid">The user's number.</param>
/// <param name="Gid">The group's number.</param>
/// <param name="ProcessId">This process.</param>
public sealed partial record HostIdentity(string Hostname, string Username, uint Uid, uint Gid, int ProcessId)
{
    public static HostIdentity Current() => OperatingSystem.IsWindows()
        ? new(Environment.MachineName, Environment.UserName, 0, 0, Environment.ProcessId)
        : new(Environment.MachineName, Environment.UserName, GetUid(), GetGid(), Environment.ProcessId);

    [LibraryImport("libc", EntryPoint = "getuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetUid();

    [LibraryImport("libc", EntryPoint = "getgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetGid();
}
