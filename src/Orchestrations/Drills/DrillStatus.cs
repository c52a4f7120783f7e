namespace Mesh.Orchestrations.Drills;

/// <summary>How far a drill is. Who does its movements reads <see cref="Step"/>, as of any run.</summary>
public sealed record DrillStatus
{
    /// <summary>The step that is being done.</summary>
    public required string Phase { get; init; }

    /// <summary>Grows with everything that is begun; movements of an older one are not wanted.</summary>
    public required int Step { get; init; }

    public required int StepsDone { get; init; }

    public required int StepsTotal { get; init; }

    /// <summary>Whether it waits for somebody to approve.</summary>
    public bool Asks { get; init; }

    /// <summary>Of the data that is being restored.</summary>
    public long BytesDone { get; init; }

    /// <summary>In all; 0 while that is not known.</summary>
    public long BytesTotal { get; init; }
}
