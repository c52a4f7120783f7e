namespace Mesh.Orchestrations.Runs;

/// <summary>The custom status of a run: what progress bars, the API and the page show.</summary>
public sealed record RunStatus
{
    public required string Phase { get; init; }

    /// <summary>Only grows; the movements wanted now carry the same.</summary>
    public int Step { get; init; }

    /// <summary>Counts from 1; grows when a commit found data missing and the run began again.</summary>
    public int Attempt { get; init; } = 1;

    public int Page { get; init; }

    public long FilesDone { get; init; }

    public long BytesDone { get; init; }

    /// <summary>What is known of the whole so far; final once <see cref="TotalKnown"/>.</summary>
    public long FilesTotal { get; init; }

    public long BytesTotal { get; init; }

    public bool TotalKnown { get; init; }

    public double BytesPerSecond { get; init; }

    /// <summary>Null while it cannot be said.</summary>
    public double? EtaSeconds { get; init; }

    public int MovementsDone { get; init; }

    public int Warnings { get; init; }
}
