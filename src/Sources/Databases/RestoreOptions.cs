using Mesh.Sources.Progress;

namespace Mesh.Sources.Databases;

/// <summary>What is restored, and how.</summary>
public sealed record RestoreOptions
{
    /// <summary>The databases; empty for all of the backup, and then the accounts too.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary>What is done with databases that are there.</summary>
    public RestoreMode Mode { get; init; } = RestoreMode.Refuse;

    /// <summary>How many connections write at once; 1 to 64.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Counts what is loaded; null where nobody asks.</summary>
    public TransferProgress? Progress { get; init; }
}
