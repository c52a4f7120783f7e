using System.Runtime.InteropServices;

namespace Mesh.Vault.Locks;

/// <summary>When locks hold and when they do not, as restic has it.</summary>
internal static partial class LockRules
{
    /// <summary>How often a holder shows that it lives.</summary>
    public static TimeSpan RefreshInterval { get; } = TimeSpan.FromMinutes(5);

    /// <summary>After this long without a refresh the holder stops writing: well before others call it
    /// dead.</summary>
    public static TimeSpan HolderGivesUp { get; } = TimeSpan.FromMinutes(22);

    /// <summary>After this long without a refresh others call the holder dead.</summary>
    public static TimeSpan StaleAfter { get; } = TimeSpan.FromMinutes(30);

    /// <summary>How long to wait, after a lock was written, for one that was written at the same
    /// time.</summary>
    public static TimeSpan SettleTime { get; } = TimeSpan.FromMilliseconds(200);

    private const int NoSuchProcess = 3;

    public static bool IsStale(LockInfo info, DateTimeOffset now, HostIdentity host) =>
        now - info.Time.ToDateTimeOffset() > StaleAfter
        || (info.Hostname == host.Hostname && info.ProcessId != host.ProcessId && !IsRunning(info.ProcessId));

    private static bool IsRunning(int processId)
    {
        if (OperatingSystem.IsWindows())
        {
            return System.Diagnostics.Process.GetProcesses().Any(process => process.Id == processId);
        }

        return Kill(processId, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
