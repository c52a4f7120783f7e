using Mesh.Orchestrations.Movements;

namespace Mesh.Orchestrations.Captures;

/// <summary>The input of tending one log, once.</summary>
public sealed record TendInput
{
    /// <summary>The log's name.</summary>
    public required string Stream { get; init; }

    /// <summary>What was sealed so long ago is folded; a log that has ended so long ago may be
    /// removed.</summary>
    public double SettleSeconds { get; init; } = 3600;

    public MovementPolicy Policy { get; init; } = new();

    /// <summary>The orchestration instance that tends a log.</summary>
    public static string InstanceOf(string stream) => $"tend-{stream}";
}
