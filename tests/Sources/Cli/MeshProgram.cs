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
    public async Task<Process> StartAndStopInBackupAsync(string path)
    {
        // Whoever runs the tests may have SIGHUP ignored, which programs inherit.
        var start = new ProcessStartInfo("env", ["--default-signal=HUP", FullPath, "vault", "backup", path])
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
            Assert.False(process.HasExited, "the backup ended before it had a lock");
            await Task.Delay(1);
        }

        Kit.Trees.Posix.Signal(process.Id, Signals.Stop);
        Assert.False(process.HasExited, "the backup ended before it could be stopped");
        return process;
    }
}
