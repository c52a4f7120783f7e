using System.Diagnostics;
using Mesh.Cli.Client;
using Mesh.Functions.Access;
using Mesh.Runtime.Hosting;
using Mesh.Tests.Kit.Networks;

namespace Mesh.Tests.App.Running;

/// <summary><c>mesh serve</c> as a process of its own, to be killed.</summary>
public sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process process;

    private ServerProcess(Process process, ApiClient api, Uri url) =>
        (this.process, Api, Url) = (process, api, url);

    public ApiClient Api { get; }

    public Uri Url { get; }

    public static string Program => Path.Combine(AppContext.BaseDirectory, "mesh");

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it runs, be it that it stands still.</summary>
    public bool Lives => !process.HasExited;

    /// <summary>Returns when it answers.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="settings">Environment variables of the process.</param>
    /// <param name="urls">Where it listens.</param>
    /// <param name="place">Where it runs; null: beside this process.</param>
    public static async Task<ServerProcess> StartAsync(
        string data,
        IReadOnlyDictionary<string, string?> settings,
        string urls = "http://127.0.0.1:0",
        NetworkPlace? place = null)
    {
        string[] line = [.. place?.Through ?? [], Program, "serve", "--data", data, "--urls", urls];
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var patience = Stopwatch.StartNew();
        while (RunningServer.Find(data) is not { } server || server.Pid != process.Id)
        {
            if (process.HasExited || patience.Elapsed > StartLimit)
            {
                throw new InvalidOperationException($"mesh serve does not start on {data}");
            }

            await Task.Delay(20);
        }

        var key = await File.ReadAllTextAsync(Path.Combine(data, ApiKey.FileName));
        var found = new Uri(RunningServer.Find(data)!.Url);
        return new ServerProcess(
            process, new ApiClient(found, key.Trim(), TimeProvider.System), found);
    }

    /// <summary>kill -9; returns when the system has taken all back.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public void Dispose()
    {
        Api.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }
}
