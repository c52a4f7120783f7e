using Mesh.Orchestrations.Runs;

namespace Mesh.Orchestrations.Captures;

/// <summary>What is to be done about what a log holds.</summary>
public sealed record TendOrder
{
    /// <summary>Why there is nothing to do; empty where there is.</summary>
    public string IdleBecause { get; init; } = "";

    /// <summary>The vault; null where there is nothing to do.</summary>
    public RunScope? Run { get; init; }

    /// <summary>
    /// The position of the oldest recovery point that needs the log, as <c>FILE:OFFSET GTID</c>; empty where
    /// none does, so that all of it is to be removed.
    /// </summary>
    public string Needed { get; init; } = "";
}
