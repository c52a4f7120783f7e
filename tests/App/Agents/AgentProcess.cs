using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Agents;

/// <summary><c>mesh agent run</c> as a process of its own, to be killed, stopped and ended.</summary>
public sealed partial class AgentProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder log = new();
    private readonly TaskCompletionSource<string> started =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AgentProcess(Process process) => this.process = process;

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it runs, be it that it stands still.</summary>
    public bool Lives => !process.HasExited;

    /// <summary>Where it tells roles; null where its configuration says nowhere.</summary>
    public Uri? RoleUrl { get; private set; }

    /// <summary>All that it and its watchdog have said.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    /// <summary>Writes the configuration and starts the agent; returns when it runs.</summary>
    /// <param name="config">Where the configuration is put.</param>
    /// <param name="yaml">The configuration; null: the file is there.</param>
    /// <param name="through">What starts it, as in <c>ip netns exec NAME</c>; none: it is started as it is.
    /// </param>
    public static async Task<AgentProcess> StartAsync(
        string config, string? yaml = null, params IReadOnlyList<string> through)
    {
        ArgumentNullException.ThrowIfNull(through);
        if (yaml is not null)
        {
            await File.WriteAllTextAsync(config, yaml);
        }

        string[] command = [.. through, ServerProcess.Program, "agent", "run", "--config", config];
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command.Skip(1))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        var agent = new AgentProcess(process);
        process.OutputDataReceived += (_, line) => agent.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => agent.Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        var first = await Task.WhenAny(agent.started.Task, ended).WaitAsync(StartLimit);
        if (first == ended)
        {
            throw new InvalidOperationException($"mesh agent does not start: {agent.Log}");
        }

        var url = RoleAddress().Match(await agent.started.Task);
        agent.RoleUrl = url.Success ? new Uri(url.Value) : null;
        return agent;
    }

    /// <summary>kill -9; its watchdog outlives it. Returns when the system has taken all back.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        while (!process.HasExited)
        {
            await Task.Delay(5);
        }
    }

    /// <summary>Asks it to end in good order, and gives its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await SignalAsync("TERM");
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Lets it stand still.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Ends what <see cref="FreezeAsync"/> began.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>What its role endpoint answers for a component.</summary>
    public async Task<int> RoleOfAsync(string component)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var answer = await http.GetAsync(new Uri(RoleUrl!, $"/role/{component}"));
        return (int)answer.StatusCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit(TimeSpan.FromSeconds(10));
        }

        process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        var done = await Command.RunAsync("kill", [$"-{signal}", $"{Id}"]);
        Assert.True(done.ExitCode == 0, done.Errors);
    }

    private void Hear(string? line)
    {
        Note(line);
        if (line?.StartsWith("mesh agent serves", StringComparison.Ordinal) == true)
        {
            started.TrySetResult(line);
        }
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (log)
            {
                log.AppendLine(line);
            }
        }
    }

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex RoleAddress();
}
