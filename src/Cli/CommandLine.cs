using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using Mesh.Cli.Output;
using Mesh.Domain.Errors;

namespace Mesh.Cli;

/// <summary>
/// Runs one command: parses, turns signals into cancellation, errors into a message (or document) and an exit
/// code.
/// </summary>
public static class CommandLine
{
    /// <summary>Prints one JSON document on standard output and nothing else; every command has it.</summary>
    public static readonly Option<bool> JsonOption = new("--json")
    {
        Description = "Print one JSON document on standard output and nothing else",
        Recursive = true,
    };

    /// <summary>The root of all commands; modules add theirs.</summary>
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("Mesh: backup and disaster recovery of business systems") { JsonOption };
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
        }

        return root;
    }

    /// <summary>
    /// Makes <paramref name="command"/> run <paramref name="run"/>, which gives the exit code.
    /// </summary>
    public static void Run(
        this Command command, Func<ParseResult, ConsoleOutput, CancellationToken, Task<int>> run) =>
        command.SetAction((parsed, cancellationToken) =>
            GuardAsync(OutputFor(parsed), (output, stop) => run(parsed, output, stop), cancellationToken));

    /// <summary>Parses and runs; the result is the exit code of the process.</summary>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> arguments)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt =
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, stop));
        using var terminate =
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, stop));

        // 'restic unlock' sends SIGHUP to the process that a lock names, to learn whether it lives.
        using var hangUp =
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            return OutputFor(parsed).Fail(new MeshException(
                "bad-arguments",
                CommandName(parsed),
                string.Join("; ", parsed.Errors.Select(error => error.Message.TrimEnd('.'))),
                $"see {CommandName(parsed)} --help",
                ExitCode.BadInput));
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(configuration, stop.Token);
    }

    private static void Cancel(PosixSignalContext context, CancellationTokenSource stop)
    {
        // The second one ends the process as it stands.
        context.Cancel = !stop.IsCancellationRequested;
        stop.Cancel();
    }

    private static async Task<int> GuardAsync(
        ConsoleOutput output, Func<ConsoleOutput, CancellationToken, Task<int>> run, CancellationToken stop)
    {
        try
        {
            return await run(output, stop);
        }
        catch (MeshException error)
        {
            return output.Fail(error);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return output.Fail(new MeshException(
                "interrupted", "mesh", "stopped by a signal before it was done", "", ExitCode.Interrupted));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return output.Fail(new MeshException("input-output", "mesh", error.Message.TrimEnd('.')));
        }
        catch (Exception error) when (output.Json)
        {
            // A defect: without --json the runtime prints it with its stack; here the document must be the
            // output.
            return output.Fail(new MeshException("defect", "mesh", error.ToString()));
        }
    }

    private static ConsoleOutput OutputFor(ParseResult parsed) =>
        new(Console.Out, Console.Error, parsed.GetValue(JsonOption), TimeProvider.System);

    private static string CommandName(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as
            System.CommandLine.Parsing.CommandResult)
        {
            names.Add(result.Parent is null ? "mesh" : result.Command.Name);
        }

        names.Reverse();
        return string.Join(' ', names);
    }
}
