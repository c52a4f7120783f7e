using Mesh.Cli.Output;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Systems;

/// <summary>Asks before something is changed.</summary>
internal static class Consent
{
    /// <summary>Returns when the operator agrees: by option, or by answering.</summary>
    /// <exception cref="MeshException"><c>not-agreed</c>: nothing was changed.</exception>
    public static void Require(bool given, string question, ConsoleOutput output)
    {
        if (given)
        {
            return;
        }

        if (output.Json || Console.IsInputRedirected)
        {
            throw new MeshException(
                "not-agreed",
                "--yes",
                "nobody is there to ask; nothing was changed",
                "add --yes",
                ExitCode.BadInput);
        }

        Console.Error.Write($"{question} [y/N] ");
        if (Console.ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw new MeshException(
                "not-agreed", "answer", "was not yes; nothing was changed", "", ExitCode.BadInput);
        }
    }
}
