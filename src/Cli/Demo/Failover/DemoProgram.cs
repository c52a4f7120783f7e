using System.Diagnostics;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Demo.Failover;

/// <summary>
/// A program that the demo runs beside itself, with what it says in a file. It ends when this process does.
/// </summary>
internal sealed class DemoProgram : IAsyncDisposable
{
    // The kernel closes our end of its standard input when we die, however we die.
    private const string EndWithParent =
        "log=$1; shift; \"$@\" </dev/null >>\"$log\" 2>&1 & program=$!; echo $program; cat >/dev/null; "
        + "kill -KILL $program 2>/dev/null; wait $program 2>/dev/null";

    private readonly Process shell;
    private readonly int id;

    private DemoProgram(Process shell, int id) => (this.shell, this.id) = (shell, id);

    /// <summary>Starts it.</summary>
    public static async Task<DemoProgram> StartAsync(
        string log, IEnumerable<string> command, CancellationToken cancellationToken)
    {
        var shell = Process.Start(new ProcessStartInfo("sh", ["-c", EndWithParent, "sh", log, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var id = await shell.StandardOutput.ReadLineAsync(cancellationToken);
        return int.TryParse(id, out var number)
            ? new DemoProgram(shell, number)
            : throw new MeshException("demo-failed", log, "the program was not started");
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (!shell.HasExited)
        {
            shell.StandardInput.Close();
            await shell.WaitForExitAsync();
        }
    }

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => Directory.Exists($"/proc/{id}");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        shell.Dispose();
    }
}
