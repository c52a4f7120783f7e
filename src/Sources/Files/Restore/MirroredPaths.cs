using System.Text;
using Mesh.Sources.Files.Excludes;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// The paths of which a target is to hold what the snapshot holds. What stands above them is others' too: it
/// is neither replaced nor, where it was there before, changed.
/// </summary>
internal sealed class MirroredPaths(SourceSet sources)
{
    private readonly byte[][] paths = [.. sources.Paths.Select(path =>
        Encoding.UTF8.GetBytes(CleanPath.Of(path).TrimEnd('/')))];

    /// <summary>Whether a place is one of them, or below one.</summary>
    /// <param name="location">The path within the snapshot.</param>
    public bool Contains(byte[] location) => paths.Any(path =>
        location.AsSpan().StartsWith(path)
        && (location.Length == path.Length || location[path.Length] == '/'));
}
