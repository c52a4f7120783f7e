namespace Mesh.Runtime.Durable;

/// <summary>How the engine runs.</summary>
public sealed record DurableOptions
{
    /// <summary>The folder of the engine's database; one process at a time may have it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>How many activities run at a time in this process.</summary>
    public int MaxConcurrentActivities { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How long a stop waits for activities that were told to end.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(10);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Forgets every orchestration after each of its turns, as a busy or restarting cluster would; nothing
    /// that can be observed may differ. For tests.
    /// </summary>
    public bool DropAfterEveryTurn { get; init; }
}
