using Mesh.Runtime.Queues;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Hosting;

/// <summary>
/// What this host reads of host.json; the rest of the file is for the Functions host of Azure.
/// </summary>
internal sealed record HostJson
{
    public string RoutePrefix { get; init; } = "api";

    public required QueueSettings Queues { get; init; }

    public string HubName { get; init; } = "mesh";

    /// <summary>Absent: the engine decides.</summary>
    public int? MaxConcurrentActivities { get; init; }

    /// <summary>By category; <c>default</c> holds for all others.</summary>
    public required IReadOnlyDictionary<string, LogLevel> LogLevels { get; init; }
}
