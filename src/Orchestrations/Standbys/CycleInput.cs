namespace Mesh.Orchestrations.Standbys;

/// <summary>What a cycle is to do. It holds references and no secrets.</summary>
public sealed record CycleInput
{
    /// <summary>Its id, which is also that of its instance.</summary>
    public required string Id { get; init; }

    public required string System { get; init; }

    /// <summary>The site where they sleep.</summary>
    public required string Site { get; init; }

    /// <summary>The epoch of the present production.</summary>
    public required long Epoch { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    /// <summary>What is woken, in the order in which it starts; put to sleep in the opposite one.</summary>
    public required IReadOnlyList<CyclePart> Parts { get; init; }

    /// <summary>How long one order may take.</summary>
    public double OrderSeconds { get; init; } = 300;
}
