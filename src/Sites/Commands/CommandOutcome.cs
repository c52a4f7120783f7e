namespace Mesh.Sites.Commands;

/// <summary>How a declared command ended.</summary>
/// <param name="Code">What it returned; null where it did not start or was ended.</param>
/// <param name="Problem">Why there is no code; empty where there is one.</param>
/// <param name="Output">The last lines of what it said, bounded.</param>
public sealed record CommandOutcome(int? Code, string Problem, string Output)
{
    /// <summary>Whether it was ended since it took too long.</summary>
    public bool TimedOut { get; init; }

    /// <summary>For people: how it ended and what it said last.</summary>
    public string Told => (Code is { } code ? $"ended with {code}" : Problem)
        + (Output.Length == 0 ? "" : $": {Output}");
}
