namespace Mesh.Sources.Files.Comparing;

/// <summary>How two trees on disk compare.</summary>
/// <param name="Entries">Entries that were compared, the roots not counted.</param>
/// <param name="DifferenceCount">How many entries differ.</param>
/// <param name="Differences">The first hundred, each with its path and what differs.</param>
public sealed record ComparisonResult(long Entries, long DifferenceCount, IReadOnlyList<string> Differences)
{
    /// <summary>Whether nothing differs.</summary>
    public bool Equal => DifferenceCount == 0;
}
