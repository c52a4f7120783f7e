namespace Mesh.Vault.Checking;

/// <summary>How far a check is.</summary>
/// <param name="Phase">What is being looked at, for people.</param>
/// <param name="Done">How many of it.</param>
/// <param name="Total">Out of how many; 0 when unknown.</param>
public readonly record struct CheckProgress(string Phase, long Done, long Total);
