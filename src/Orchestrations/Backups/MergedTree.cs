namespace Mesh.Orchestrations.Backups;

/// <summary>
/// The tree that partial trees were merged into, as hex; or, where <see cref="Missing"/> says so, the sign
/// that one of them is no longer in the vault.
/// </summary>
public sealed record MergedTree(string Tree, bool Missing)
{
    /// <summary>Files that changed between their parts; the first of them in words.</summary>
    public int WarningCount { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];
}
