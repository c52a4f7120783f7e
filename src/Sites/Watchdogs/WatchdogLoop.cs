using System.Diagnostics;
using System.Threading.Channels;

namespace Mesh.Sites.Watchdogs;

/// <summary>
/// What the watchdog's process does. The agent's lines come on standard input, which the kernel closes with
/// the agent. A deadline is a timestamp of the monotonic clock that all processes of a machine share, so
/// that a line which comes late allows no more than one that comes at once.
/// </summary>
/// <param name="commands">
/// What stops the writes: each a program and its arguments, run in order, again until all have succeeded.
/// </param>
/// <param name="time">The system's clock.</param>
/// <param name="told">Told what happens, for the log.</param>
public sealed class WatchdogLoop(
    IReadOnlyList<IReadOnlyList<string>> commands, TimeProvider time, Action<string> told)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>Returns when the agent has gone and what writes has been stopped, if there was
    /// anything.</summary>
    /// <param name="input">The agent's lines.</param>
    /// <param name="output">Takes the confirmations.</param>
    /// <param name="cancellationToken">For tests; a watchdog is not to be talked out of it.</param>
    public async Task RunAsync(TextReader input, TextWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var lines = Channel.CreateUnbounded<string>();

        // Reading the console blocks, whatever it is called.
        var reading = Task.Run(() => ReadAsync(input, lines.Writer), CancellationToken.None);
        long? deadline = null;
        while (true)
        {
            if (await NextAsync(lines.Reader, deadline, cancellationToken) is { } next)
            {
                if (next.Line is not { } line)
                {
                    if (deadline is not null)
                    {
                        await StopAsync("the agent is gone", cancellationToken);
                    }

                    await reading;
                    return;
                }

                deadline = line == WatchdogLine.Disarm ? null
                    : WatchdogLine.IsArm(line, out var later) ? later
                    : deadline;
                await ConfirmAsync(output, line);
            }
            else
            {
                await StopAsync("the agent has not renewed in time", cancellationToken);
                deadline = null;
            }
        }
    }

    private static async Task ReadAsync(TextReader input, ChannelWriter<string> lines)
    {
        while (await input.ReadLineAsync() is { } line)
        {
            await lines.WriteAsync(line);
        }

        lines.Complete();
    }

    // Nobody reads any more where the agent is gone: its end is told by the input.
    private static async Task ConfirmAsync(TextWriter output, string line)
    {
        try
        {
            await output.WriteLineAsync(line);
            await output.FlushAsync();
        }
        catch (IOException)
        {
            return;
        }
    }

    // A line, the end of all lines, or null when the deadline has come first.
    private async Task<Next?> NextAsync(
        ChannelReader<string> lines, long? deadline, CancellationToken cancellationToken)
    {
        var more = lines.WaitToReadAsync(cancellationToken).AsTask();
        while (deadline is { } at && !more.IsCompleted)
        {
            var left = time.GetElapsedTime(time.GetTimestamp(), at);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            await Task.WhenAny(more, Task.Delay(left, time, cancellationToken));
        }

        // A line that has come is not believed past the deadline that it came after: the stopped agent may
        // have written it before, and go on at any place.
        return deadline is { } due && time.GetTimestamp() >= due ? null
            : await more && lines.TryRead(out var line) ? new Next(line)
            : new Next(null);
    }

    private async Task StopAsync(string why, CancellationToken cancellationToken)
    {
        told($"watchdog: {why}; stopping what writes");
        while (true)
        {
            var failed = 0;
            foreach (var command in commands)
            {
                failed += await RunAsync(command, cancellationToken) ? 0 : 1;
            }

            if (failed == 0)
            {
                told("watchdog: all commands have succeeded");
                return;
            }

            await Task.Delay(Again, time, cancellationToken);
        }
    }

    private async Task<bool> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                told($"watchdog: {command[0]} ended with {process.ExitCode}: {(await error).Trim()}");
            }

            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            told($"watchdog: {command[0]} cannot be run: {error.Message}");
            return false;
        }
    }

    private sealed record Next(string? Line);
}
