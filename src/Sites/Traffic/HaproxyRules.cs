using System.Text;
using System.Text.RegularExpressions;
using Mesh.Domain.Errors;

namespace Mesh.Sites.Traffic;

/// <summary>What must hold for the declaration of an HAProxy.</summary>
internal static partial class HaproxyRules
{
    // The kernel's limit of a Unix socket's path, less its final zero.
    private const int LongestSocket = 107;

    /// <exception cref="MeshException"><c>invalid-part</c></exception>
    public static void Check(HaproxyPartOptions options)
    {
        var names = options.Servers.Values.SelectMany(servers => servers).ToList();
        var cause = !Path.IsPathRooted(options.Socket) || !Path.IsPathRooted(options.StateFile)
                ? "its socket or its state file has no absolute path"
            : Encoding.UTF8.GetByteCount(options.Socket) > LongestSocket
                ? $"the path of its socket is longer than {LongestSocket} bytes"
            : !options.Servers.TryGetValue(options.Site, out var own) || own.Count == 0
                ? $"no server is declared for its own site, {options.Site}"
            : names.Distinct(StringComparer.Ordinal).Count() < names.Count ? "a server is declared twice"
            : names.Append(options.Backend).FirstOrDefault(name => !Name().IsMatch(name)) is { } odd
                ? $"'{odd}' is no name of a backend or a server"
            : options.AnswerLimit <= TimeSpan.Zero || options.TurnLimit <= TimeSpan.Zero
                ? "a limit is not above zero"
            : null;
        if (cause is not null)
        {
            throw new MeshException("invalid-part", options.Component, cause,
                "correct the agent's configuration", ExitCode.BadInput);
        }
    }

    // HAProxy's own rule for names; nothing else may reach the socket, where ';' begins another command.
    [GeneratedRegex(@"\A[A-Za-z0-9_.:-]{1,128}\z")]
    private static partial Regex Name();
}
