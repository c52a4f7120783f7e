using System.Diagnostics;
using System.Runtime.InteropServices;
using Mesh.Domain.Errors;
using Mesh.Sites.Watchdogs;

namespace Mesh.Cli.Agents;

/// <summary>
/// The watchdog's process, which <c>mesh agent run</c> starts from its own program. It has no options and is
/// in no help: what it is to do comes on standard input.
/// </summary>
public static class AgentWatchdog
{
    /// <summary>The verb.</summary>
    public const string Verb = "agent-watchdog";

    /// <summary>Starts it from the program that runs now.</summary>
    public static ProcessStartInfo Start()
    {
        var program = Environment.ProcessPath
            ?? throw new UnreachableException("a process without a program");
        return Path.GetFileNameWithoutExtension(program) == "dotnet"
            ? new ProcessStartInfo(program, [typeof(AgentWatchdog).Assembly.Location, Verb])
            : new ProcessStartInfo(program, [Verb]);
    }

    /// <summary>Runs it until the agent has gone and nothing writes any more.</summary>
    public static async Task<int> RunAsync()
    {
        // A service manager signals all processes of the agent: this one ends with the agent's own end.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ignore);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ignore);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ignore);
        var commands = await WatchdogProcess.ReadCommandsAsync(Console.In);
        await new WatchdogLoop(commands, TimeProvider.System, Console.Error.WriteLine)
            .RunAsync(Console.In, Console.Out, CancellationToken.None);
        return ExitCode.Ok;
    }

    private static void Ignore(PosixSignalContext context) => context.Cancel = true;
}
