using System.Reflection;
using System.Security.Cryptography;
using Mesh.Runtime.Queues;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Hosting;

/// <summary>What a host is started with.</summary>
public sealed record MeshHostOptions
{
    /// <summary>
    /// Where the engine, the embedded queue and the timers keep their state; one host at a time.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>Every assembly with functions.</summary>
    public required IReadOnlyList<Assembly> FunctionAssemblies { get; init; }

    public string HostJsonPath { get; init; } = Path.Combine(AppContext.BaseDirectory, "host.json");

    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:0"];

    /// <summary>The storage account of the queues; absent: the setting <c>AzureWebJobsStorage</c>.</summary>
    public string? StorageConnection { get; init; }

    /// <summary>Looks up a setting; environment variables by default, as on every host.</summary>
    public Func<string, string?> Settings { get; init; } = Environment.GetEnvironmentVariable;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public RandomNumberGenerator Random { get; init; } = RandomNumberGenerator.Create();

    /// <summary>How long a stop waits for what runs before it cancels it.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a message stays leased to a worker that gives no sign of life.</summary>
    public TimeSpan QueueLease { get; init; } = new QueueSettings().Lease;

    /// <summary>Replaces the console logger, which writes to standard error.</summary>
    public Action<ILoggingBuilder>? ConfigureLogging { get; init; }

    /// <summary>
    /// Sends results of activities through what the Azure host's second serializer does to them.
    /// </summary>
    public bool LossyResults { get; init; }

    /// <summary>Makes the engine forget every orchestration after each of its turns; for tests.</summary>
    public bool DropAfterEveryTurn { get; init; }

    /// <summary>Instead of the assemblies' types, for tests.</summary>
    internal IReadOnlyList<Type>? FunctionTypes { get; init; }
}
