namespace Mesh.Sources.Databases;

/// <summary>What a backup has of the databases that are meant.</summary>
/// <param name="Databases">Their names, in order.</param>
/// <param name="Files">How many files they are.</param>
/// <param name="Bytes">The bytes of these.</param>
public sealed record DatabaseContent(IReadOnlyList<string> Databases, int Files, long Bytes);
