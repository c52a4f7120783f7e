namespace Mesh.Orchestrations.Backups;

/// <summary>
/// The tree that partial trees were merged into, as hex; or, where <see cref="Missing"/> says so, the sign that one
/// of them is no longer in the vault.
/// </summary>
public sealed record MergedTree(string Tree, bool Missing);
