namespace Mesh.Sources.Files.Ranges;

/// <summary>
/// A piece of the walk of a tree: from one position up to, and without, another. Ranges that follow one
/// another cover a tree exactly, also when entries come and go between their walks.
/// </summary>
/// <param name="From">Where it starts; null for the beginning.</param>
/// <param name="To">Where it ends; null for the end.</param>
public sealed record TreeRange(TreePosition? From, TreePosition? To)
{
    /// <summary>All of the tree.</summary>
    public static TreeRange Whole { get; } = new(null, null);
}
