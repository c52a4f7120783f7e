using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Captures;

/// <summary>What is to be captured now, as the system is declared now.</summary>
public sealed record CaptureOrder
{
    /// <summary>Why the log is not to be captured any more; empty where it is.</summary>
    public string EndedBecause { get; init; } = "";

    /// <summary>The vault; null where the log is not captured.</summary>
    public RunScope? Run { get; init; }

    /// <summary>The server; null where the log is not captured.</summary>
    public DatabaseSource? Database { get; init; }

    /// <summary>Where the log begins, as <c>FILE:OFFSET GTID</c>.</summary>
    public string Start { get; init; } = "";
}
