using System.Runtime.InteropServices;

namespace Mesh.Tests.Kit.Networks;

/// <summary>One place of a <see cref="TinyNetwork"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">The network namespace's name.</param>
/// <param name="Address">Where it is reached, from itself, the other places and this process.</param>
/// <param name="Number">Its number, from 1.</param>
public sealed partial record NetworkPlace(string Name, string Namespace, string Address, int Number)
{
    private const int NewNetwork = 0x40000000;

    /// <summary>What starts a program there, before its own words.</summary>
    public IReadOnlyList<string> Through => ["ip", "netns", "exec", Namespace];

    /// <summary>Runs work on a thread whose new sockets are that place's; what it awaits is not.</summary>
    public Thread StartThread(Action work)
    {
        var thread = new Thread(() =>
        {
            Enter();
            work();
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return thread;
    }

    private void Enter()
    {
        using var file = File.OpenHandle($"/run/netns/{Namespace}");
        if (setns((int)file.DangerousGetHandle(), NewNetwork) != 0)
        {
            throw new InvalidOperationException(
                $"setns {Namespace}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int setns(int descriptor, int kind);
}
