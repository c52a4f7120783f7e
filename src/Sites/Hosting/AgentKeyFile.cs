using Mesh.Domain.Errors;

namespace Mesh.Sites.Hosting;

/// <summary>The file that holds the key of an agent's place.</summary>
public static class AgentKeyFile
{
    /// <summary>The key: the file's first line.</summary>
    /// <exception cref="MeshException"><c>no-agent-key</c>: it cannot be read, or is no key.</exception>
    public static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var lines = await File.ReadAllLinesAsync(path, cancellationToken);
            return lines.FirstOrDefault()?.Trim() is { Length: > 0 } line
                && line.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
                ? line
                : throw Missing(path, "its first line is no key", null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Missing(path, error.Message.TrimEnd('.'), error);
        }
    }

    private static MeshException Missing(string path, string cause, Exception? inner) => new(
        "no-agent-key", path, cause, "make a key by 'mesh agent key SYSTEM/PLACE' at the server",
        ExitCode.BadInput, inner);
}
