using System.Diagnostics;
using System.Text.Json;
using Mesh.Tests.Kit;

namespace Mesh.Tests.Sources.Cli;

/// <summary>The built <c>mesh</c>, on one repository.</summary>
internal sealed class MeshProgram(string repository, string password)
{
    /// <summary>The program that was built together with the tests.</summary>
    public static string FullPath { get; } = Path.Combine(
        RepositoryRoot.FullPath,
        "artifacts/Mesh/bin/Cli",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "mesh");

    public Dictionary<string, string?> Environment { get; } = new()
    {
        ["RESTIC_REPOSITORY"] = repository,
        ["RESTIC_PASSWORD"] = password,
        ["RESTIC_PASSWORD_FILE"] = null,
    };

    /// <summary>Runs <c>mesh vault</c>, however it ends.</summary>
    public Task<CommandResult> TryRunAsync(params string[] arguments) => RunInAsync(null, arguments);

    /// <summary>As <see cref="TryRunAsync"/>, from within a folder.</summary>
    public Task<CommandResult> RunInAsync(string? folder, params string[] arguments) =>
        Command.RunAsync(FullPath, ["vault", .. arguments], Environment, folder);

    /// <summary>Runs <c>mesh vault … --json</c>, which must succeed; gives its document.</summary>
    public Task<JsonElement> RunAsync(params string[] arguments) => RunJsonInAsync(null, arguments);

    /// <summary>As <see cref="RunAsync"/>, from within a folder.</summary>
    public async Task<JsonElement> RunJsonInAsync(string? folder, params string[] arguments)
    {
        var result = await RunInAsync(folder, [.. arguments, "--json"]);
        Assert.True(
            result.ExitCode == 0,
            $"mesh {string.Join(' ', arguments)}: {result.ExitCode}\n{result.Output}{result.Errors}");
        return Document(result);
    }

    /// <summary>The one document that is all the program printed.</summary>
    public static JsonElement Document(CommandResult result)
    {
        Assert.Equal("", result.Errors);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }

    /// <summary>
    /// Starts a backup and stops the process when it holds its lock; whoever gets it lets it go on.
    /// </summary>
    public Task<Process> StartAndStopInBackupAsync(string path) =>
        // A thread of its own: the pool's may all be busy for as long as a whole backup takes.
        Task.Factory.StartNew(
            () => StartAndStopInBackup(path), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    private Process StartAndStopInBackup(string path)
    {
        // Whoever runs the tests may have SIGHUP ignored, which programs inherit. The backup gives way to the
        // thread that watches it, on however busy a machine.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=HUP", "nice", "-n", "19", FullPath, "vault", "backup", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var locks = Path.Combine(repository, "locks");
        while (!Directory.Exists(locks) || !Directory.EnumerateFiles(locks, new string('?', 64)).Any())
        {
            if (process.WaitForExit(1))
            {
                Assert.Fail(
                    $"the backup ended with {process.ExitCode} before it was seen to have a lock: "
                    + process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd());
            }
        }

        Kit.Trees.Posix.Signal(process.Id, Signals.Stop);
        Assert.False(process.HasExited, "the backup ended before it could be stopped");
        return process;
    }
}
