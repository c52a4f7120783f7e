using Mesh.Runtime.Durable.History;
using Microsoft.DurableTask.Client;

namespace Mesh.Runtime.Durable.Store;

/// <summary>All that one turn of an instance changes, written as one unit.</summary>
internal sealed record TurnCommit
{
    public required string Instance { get; init; }

    public required long Execution { get; init; }

    /// <summary>The place of the first appended event; must be where the stored history ends.</summary>
    public required long FirstSequence { get; init; }

    public required IReadOnlyList<StoredEvent> Events { get; init; }

    public required OrchestrationRuntimeStatus Status { get; init; }

    public required DateTime At { get; init; }

    public string? CustomStatus { get; init; }

    public string? Output { get; init; }

    public Failure? Failure { get; init; }

    public IReadOnlyList<TimerRow> NewTimers { get; init; } = [];

    public IReadOnlyList<int> EndedTimers { get; init; } = [];

    /// <summary>The messages whose content is now in the history, or was of no use.</summary>
    public IReadOnlyList<long> ConsumedInbox { get; init; } = [];

    public IReadOnlyList<NewInstance> Children { get; init; } = [];

    public IReadOnlyList<OutgoingMessage> Messages { get; init; } = [];

    /// <summary>
    /// Present when the execution continued as new: the history of the next one, which replaces this.
    /// </summary>
    public NextExecution? Next { get; init; }
}
