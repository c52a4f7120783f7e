namespace Mesh.Orchestrations.Runs;

/// <summary>What came of a run that another orchestration waited for.</summary>
/// <param name="Succeeded">Whether all is there, verified.</param>
/// <param name="Told">Which run it was, and why it did not end well.</param>
/// <param name="Compared">How it was compared with the vault; empty where that is not known.</param>
internal sealed record ChildRunEnd(bool Succeeded, string Told, string Compared = "")
{
    /// <summary>Whether it left something out, with a warning.</summary>
    public bool InPart { get; init; }
}
