namespace Mesh.Domain.Runbooks;

/// <summary>What a runbook must know of a component.</summary>
/// <param name="Component">Its name.</param>
/// <param name="Kind">What moves with it.</param>
/// <param name="DependsOn">The components that must be up before it.</param>
public sealed record RunbookPart(string Component, RunbookPartKind Kind, IReadOnlyList<string> DependsOn)
{
    /// <summary>A database: whether its standby acknowledges each commit, without a time-out.</summary>
    public bool LosesNothing { get; init; }
}
