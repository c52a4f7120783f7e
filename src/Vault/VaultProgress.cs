namespace Mesh.Vault;

/// <summary>How far something is that takes long.</summary>
/// <param name="Phase">What is being looked at or done, for people.</param>
/// <param name="Done">How many of it.</param>
/// <param name="Total">Out of how many; 0 when unknown.</param>
public readonly record struct VaultProgress(string Phase, long Done, long Total);
