namespace Mesh.Orchestrations.Runs;

/// <summary>How far a run is that another orchestration waits for.</summary>
/// <param name="IsOver">Whether it has ended.</param>
/// <param name="Succeeded">Whether it ended well.</param>
/// <param name="Reason">Why it did not.</param>
public sealed record ChildRunSeen(bool IsOver, bool Succeeded, string Reason)
{
    /// <summary>Whether it left something out, with a warning.</summary>
    public bool InPart { get; init; }
}
