using System.Text.RegularExpressions;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Vault;

/// <summary>
/// A file of exclude patterns: one a line; blank lines and those that start with # do not count.
/// </summary>
internal static partial class ExcludeFile
{
    /// <summary>
    /// The patterns, with <c>$NAME</c> and <c>${NAME}</c> replaced from the environment; <c>$$</c> is a
    /// dollar.
    /// </summary>
    public static IReadOnlyList<string> Read(string path)
    {
        try
        {
            return
            [
                .. File.ReadLines(path)
                    .Select(line => line.Trim())
                    .Where(line => line.Length > 0 && !line.StartsWith('#'))
                    .Select(line => Variable().Replace(line, Expand)),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(
                "bad-exclude-file", path, error.Message.TrimEnd('.'), "", ExitCode.BadInput, error);
        }
    }

    private static string Expand(Match match) => match.Value == "$$"
        ? "$"
        : Environment.GetEnvironmentVariable(match.Groups[1].Value + match.Groups[2].Value) ?? "";

    [GeneratedRegex(@"\$\$|\$\{(\w+)\}|\$(\w+)")]
    private static partial Regex Variable();
}
