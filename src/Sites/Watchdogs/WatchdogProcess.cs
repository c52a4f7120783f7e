using System.Diagnostics;
using System.Text.Json;

namespace Mesh.Sites.Watchdogs;

/// <summary>The agent's side of a watchdog process; one that has ended is started anew when it is
/// armed.</summary>
/// <param name="start">Starts the process, which runs <see cref="WatchdogLoop"/>.</param>
/// <param name="commands">What it runs; told to it in its first line, not in its arguments.</param>
/// <param name="limit">How long it may take to confirm.</param>
/// <param name="time">The system's clock.</param>
public sealed class WatchdogProcess(
    ProcessStartInfo start,
    IReadOnlyList<IReadOnlyList<string>> commands,
    TimeSpan limit,
    TimeProvider time) : IWatchdog
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private Process? process;

    public bool IsPresent => true;

    /// <summary>Reads what the agent has told this process first.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> ReadCommandsAsync(TextReader input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return await input.ReadLineAsync() is { } line
            ? JsonSerializer.Deserialize<string[][]>(line)!
            : [];
    }

    public Task<bool> ArmAsync(long deadline, CancellationToken cancellationToken) =>
        TellAsync(WatchdogLine.Arm(deadline), cancellationToken);

    public Task DisarmAsync(CancellationToken cancellationToken) =>
        TellAsync(WatchdogLine.Disarm, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (process is { } running)
        {
            running.StandardInput.Close();
            await running.WaitForExitAsync();
            running.Dispose();
        }

        turn.Dispose();
    }

    private async Task<bool> TellAsync(string line, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        using var late = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var running = await RunningAsync(both.Token);
            await running.StandardInput.WriteLineAsync(line.AsMemory(), both.Token);
            await running.StandardInput.FlushAsync(both.Token);

            // Answers to lines that came too late stand before this one's.
            while (await running.StandardOutput.ReadLineAsync(both.Token) is { } answer)
            {
                if (answer == line)
                {
                    return true;
                }
            }

            return false;
        }
        catch (Exception error) when (error is IOException or InvalidOperationException
                or System.ComponentModel.Win32Exception
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It is gone, or stands still: who asked must not rely on it.
            return false;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<Process> RunningAsync(CancellationToken cancellationToken)
    {
        if (process is { HasExited: true })
        {
            process.Dispose();
            process = null;
        }

        if (process is null)
        {
            start.RedirectStandardInput = true;
            start.RedirectStandardOutput = true;
            process = Process.Start(start)!;
            await process.StandardInput.WriteLineAsync(
                JsonSerializer.Serialize(commands).AsMemory(), cancellationToken);
        }

        return process;
    }
}
