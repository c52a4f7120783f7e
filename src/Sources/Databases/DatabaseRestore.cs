namespace Mesh.Sources.Databases;

/// <summary>What a restore has brought.</summary>
/// <param name="Content">What is on the target now.</param>
/// <param name="Warnings">What could not be made and holds no data, for people.</param>
public sealed record DatabaseRestore(DatabaseContent Content, IReadOnlyList<string> Warnings);
