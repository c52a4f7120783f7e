using Mesh.Runtime.Queues.Azure;

namespace Mesh.Runtime.Queues;

/// <summary>
/// How queues are read; all but the lease come from host.json, with the defaults of the Functions host.
/// </summary>
public sealed record QueueSettings
{
    /// <summary>The longest pause between two looks at an empty queue.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a message whose function failed stays invisible before it is tried again.</summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.Zero;

    public int BatchSize { get; init; } = 16;

    /// <summary>The next batch is fetched when no more than this many of the messages still run.</summary>
    public int NewBatchThreshold { get; init; } = 8;

    /// <summary>After this many deliveries that failed, the message goes to the poison queue.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    public MessageEncoding MessageEncoding { get; init; } = MessageEncoding.Base64;

    /// <summary>The lease of a message that is being worked on; it is renewed at each third of it.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);
}
