using System.Text.Json;

namespace Mesh.Tests.Kit.Restic;

/// <summary>Stock restic on one repository, with a cache of its own.</summary>
public sealed class ResticClient : IDisposable
{
    private readonly ScratchFolder cache = new();
    private readonly Dictionary<string, string?> environment;

    /// <param name="repository">In restic's notation.</param>
    /// <param name="password">Handed over by the environment.</param>
    public ResticClient(string repository, string password)
    {
        Repository = repository;
        environment = new Dictionary<string, string?>
        {
            ["RESTIC_REPOSITORY"] = repository,
            ["RESTIC_PASSWORD"] = password,
            ["RESTIC_CACHE_DIR"] = cache.FullPath,
            ["RESTIC_PROGRESS_FPS"] = null,
        };
    }

    public string Repository { get; }

    /// <summary>What restic printed; throws with all of it unless it ended with 0.</summary>
    public async Task<string> RunAsync(params string[] arguments) =>
        OutputOf(arguments, await TryRunAsync(arguments));

    /// <summary>As <see cref="RunAsync"/>, from within a folder, for relative paths.</summary>
    public async Task<string> RunInAsync(string workingFolder, params string[] arguments) =>
        OutputOf(arguments, await Command.RunAsync("restic", arguments, environment, workingFolder));

    /// <summary>Runs restic however it ends.</summary>
    public Task<CommandResult> TryRunAsync(params string[] arguments) =>
        Command.RunAsync("restic", arguments, environment);

    /// <summary>Adds <c>--json</c> and reads what comes: restic prints one value, or one a line.</summary>
    public async Task<IReadOnlyList<JsonElement>> RunJsonAsync(params string[] arguments)
    {
        var output = await RunAsync([.. arguments, "--json"]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        })];
    }

    /// <summary>A new repository of format version 2.</summary>
    public Task InitAsync() => RunAsync("init", "--repository-version", "2");

    /// <summary>Throws unless every pack, index, tree and blob is whole.</summary>
    public Task CheckAsync() => RunAsync("check", "--read-data");

    public void Dispose() => cache.Dispose();

    private static string OutputOf(string[] arguments, CommandResult result) => result.ExitCode == 0
        ? result.Output
        : throw new InvalidOperationException(
            $"restic {string.Join(' ', arguments)} ended with {result.ExitCode}:\n"
            + result.Output + result.Errors);
}
