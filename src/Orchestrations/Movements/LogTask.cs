namespace Mesh.Orchestrations.Movements;

/// <summary>The log that a movement works on.</summary>
public sealed record LogTask
{
    /// <summary>Its name in the vault.</summary>
    public required string Stream { get; init; }

    /// <summary>
    /// The position of the full backup that it follows, as <c>FILE:OFFSET GTID</c>; when it is trimmed, of
    /// the oldest one that needs it.
    /// </summary>
    public required string Start { get; init; }

    /// <summary>A replay: the moment to end at. A fold: what was sealed before is folded.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// A replay that ends at a place and not at a moment: <c>gtid:0-1-9</c>, with this transaction as the
    /// last; <c>before-gtid:0-1-9</c>; <c>position:FILE:OFFSET</c>; <c>end</c>, with all that the vault has.
    /// Empty for a moment.
    /// </summary>
    public string Place { get; init; } = "";

    /// <summary>For how long at most the movement works.</summary>
    public double Seconds { get; init; }
}
