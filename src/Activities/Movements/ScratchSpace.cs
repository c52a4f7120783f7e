namespace Mesh.Activities.Movements;

/// <summary>Where scratch servers keep their data.</summary>
/// <param name="Folder">A folder on a disk that holds the largest database twice; its path is short, since
/// that of a socket in it must be.</param>
public sealed record ScratchSpace(string Folder);
