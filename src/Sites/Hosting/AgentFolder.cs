using Mesh.Domain.Errors;

namespace Mesh.Sites.Hosting;

/// <summary>
/// An agent's folder, held as long as the agent runs: two agents with one memory would both do every order.
/// The system gives the lock up when the process ends, however it ends.
/// </summary>
public sealed class AgentFolder : IDisposable
{
    private const string LockFile = "agent.lock";

    private readonly FileStream held;

    private AgentFolder(FileStream held) => this.held = held;

    /// <summary>Makes the folder where there is none, closed to others, and holds it.</summary>
    /// <exception cref="MeshException">
    /// <c>agent-runs</c>: another agent holds it; <c>agent-folder</c>: it cannot be used.
    /// </exception>
    public static AgentFolder Hold(string path)
    {
        var file = Path.Combine(path, LockFile);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(
                    path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return new AgentFolder(
                new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception error) when (error is UnauthorizedAccessException or DirectoryNotFoundException
            || (error is IOException && !File.Exists(file)))
        {
            throw new MeshException(
                "agent-folder", path, error.Message.TrimEnd('.'),
                "let the user that runs the agent write there", ExitCode.BadInput, error);
        }
        catch (IOException error)
        {
            throw new MeshException(
                "agent-runs", path, "another agent holds this folder",
                "stop that one, or give each agent a 'state' of its own", ExitCode.Locked, error);
        }
    }

    public void Dispose() => held.Dispose();
}
