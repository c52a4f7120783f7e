using Mesh.Domain.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Cli.Serving;

/// <summary>How the app is run in this process.</summary>
public sealed record AppHostOptions
{
    public required string DataDirectory { get; init; }

    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:0"];

    /// <summary>Settings that stand in for those of the environment.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long a stop waits for what runs.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The host.json to use; else the one beside the program.</summary>
    public string? HostJson { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Replaces the log on standard error.</summary>
    public Action<ILoggingBuilder>? ConfigureLogging { get; init; }

    /// <summary>Adds services before the app's own, which then stand back.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>A setting: the given one, else the environment's, else what is usual.</summary>
    public string? Find(string name) =>
        Settings.TryGetValue(name, out var given) ? given
        : Environment.GetEnvironmentVariable(name) is { Length: > 0 } set ? set
        : name == Functions.AppSettings.DataDirectoryName ? DataDirectory
        : Functions.AppSettings.Usual.GetValueOrDefault(name);
}
