using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Mesh.Cli;

/// <summary>The usual help, followed by the exit codes, which are the same for every command.</summary>
internal sealed class HelpWithExitCodes(HelpAction usual) : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0    done, and verified where the command verifies
          1    failed; the message says why
          2    bad arguments or bad input; nothing was changed
          3    done, but some of the source could not be read; the messages name it
          10   there is no repository at the location
          11   the repository is locked by somebody else
          12   no key of the repository opens with the password
          130  ended by a signal before it was done

        """;

    /// <summary>Whoever asks for help has not given the arguments yet.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(ExitCodes);
        return result;
    }
}
