using System.Globalization;
using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Runtime.Hosting;

/// <summary>
/// Held while a host runs on a data folder: two engines on one history would do everything twice. The system
/// gives the lock up when the process ends, however it ends.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const string FileName = "server.lock";

    // A command that only asks who holds the lock has it for a moment.
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(1);

    private readonly FileStream stream;

    private DataFolderLock(FileStream stream) => this.stream = stream;

    public static DataFolderLock Acquire(string folder) => Acquire(folder, ProbeTime);

    public static DataFolderLock Acquire(string folder, TimeSpan patience)
    {
        Directory.CreateDirectory(folder);
        FileStream? stream = null;
        if (!SpinWait.SpinUntil(() => (stream = TryOpen(folder)) is not null, patience) || stream is null)
        {
            var server = RunningServer.Read(folder);
            var holder = server is null
                ? $"process {ReadHolder(folder)}"
                : $"process {server.Pid}, which answers at {server.Url}";
            throw new MeshException(
                "data-folder-in-use",
                folder,
                $"is held by {holder}",
                "use that server, stop it, or choose another data folder",
                ExitCode.Locked);
        }

        stream.SetLength(0);
        stream.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        stream.Flush(flushToDisk: false);
        return new(stream);
    }

    public static bool IsHeld(string folder)
    {
        if (!File.Exists(Path.Combine(folder, FileName)))
        {
            return false;
        }

        using var stream = TryOpen(folder);
        return stream is null;
    }

    public void Dispose() => stream.Dispose();

    // On Linux, a share of None is an exclusive flock that does not wait.
    private static FileStream? TryOpen(string folder)
    {
        try
        {
            return new(
                Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
            when (failure is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return null;
        }
    }

    private static string ReadHolder(string folder)
    {
        using var stream = new FileStream(
            Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd() is { Length: > 0 } pid ? pid : "unknown";
    }
}
