using System.Diagnostics;

namespace Mesh.Tests.Kit.Traffic;

/// <summary>Programs that lead traffic, as tests/install.sh unpacks them, or as they are installed.</summary>
public static class TrafficPrograms
{
    // Ends the program when standard input ends, which the kernel closes with us.
    private const string EndWithParent =
        "\"$@\" </dev/null >\"$LOG\" 2>&1 & echo $! >\"$LOG.pid\"; program=$!; "
        + "exec 2>/dev/null; cat >/dev/null; kill -KILL $program; wait $program";

    private static readonly string Unpacked = Path.Combine(RepositoryRoot.FullPath, "artifacts", "traffic");

    /// <summary>Why a program cannot run here, or null.</summary>
    public static string? Missing(string program) => Find(program) is null
        ? $"{program} is neither installed nor unpacked (bash tests/install.sh, as root)"
        : null;

    /// <summary>Starts it in the foreground; it ends when its standard input is closed, or we die.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="arguments">Passed as they are.</param>
    /// <param name="log">Where what it says goes; its id goes beside it, with <c>.pid</c>.</param>
    internal static Process Start(string program, IEnumerable<string> arguments, string log)
    {
        var path = Find(program) ?? throw new InvalidOperationException(Missing(program));
        var start = new ProcessStartInfo("sh", ["-c", EndWithParent, "sh", path, .. arguments])
        {
            RedirectStandardInput = true,
        };
        start.Environment["LOG"] = log;
        if (path.StartsWith(Unpacked, StringComparison.Ordinal))
        {
            start.Environment["LD_LIBRARY_PATH"] = string.Join(
                ':', Directory.GetDirectories(Path.Combine(Unpacked, "usr", "lib"), "*-linux-gnu*"));
        }

        return Process.Start(start) ?? throw new InvalidOperationException("sh did not start");
    }

    /// <summary>Sends a signal to what was started with that log.</summary>
    internal static async Task SignalAsync(string signal, string log)
    {
        var id = (await File.ReadAllTextAsync(log + ".pid")).Trim();
        var result = await Command.RunAsync("kill", [$"-{signal}", id]);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException(result.Errors);
        }
    }

    private static string? Find(string program) =>
        new[] { Path.Combine(Unpacked, "usr", "sbin", program), $"/usr/sbin/{program}" }
            .FirstOrDefault(File.Exists);
}
