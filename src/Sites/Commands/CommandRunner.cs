using System.ComponentModel;
using System.Diagnostics;

namespace Mesh.Sites.Commands;

/// <summary>
/// Runs declared commands: without a shell, without input, with an environment of its own, so that no secret
/// of the agent's reaches it.
/// </summary>
/// <param name="time">The clock of the time-outs.</param>
internal sealed class CommandRunner(TimeProvider time)
{
    private static readonly string[] Inherited = ["PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR"];

    // A command may leave a server behind that holds on to its output.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>Runs it to its end, or ends it and all that it has started.</summary>
    public async Task<CommandOutcome> RunAsync(
        DeclaredCommand command,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(command.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Process process;
        try
        {
            process = Process.Start(StartOf(command, environment))
                ?? throw new UnreachableException("a new process was an old one");
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            return new CommandOutcome(null, $"'{command.Arguments[0]}' did not start: {error.Message}", "");
        }

        using (process)
        {
            process.StandardInput.Close();
            var tail = new OutputTail();
            using var reading = new CancellationTokenSource();
            var read = Task.WhenAll(
                tail.ReadAsync(process.StandardOutput, reading.Token),
                tail.ReadAsync(process.StandardError, reading.Token));
            try
            {
                await process.WaitForExitAsync(either.Token);
                await Task.WhenAny(read, Task.Delay(LastWords, time, cancellationToken));
                return new CommandOutcome(process.ExitCode, "", tail.ToString());
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                return new CommandOutcome(
                    null, $"did not end within {command.Timeout}, and was ended", tail.ToString())
                {
                    TimedOut = true,
                };
            }
            finally
            {
                await reading.CancelAsync();
                await read.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static ProcessStartInfo StartOf(
        DeclaredCommand command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command.Arguments[0], command.Arguments.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
