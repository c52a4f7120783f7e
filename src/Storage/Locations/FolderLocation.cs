namespace Mesh.Storage.Locations;

/// <summary>A folder of this machine.</summary>
public sealed record FolderLocation : RepositoryLocation
{
    private FolderLocation(string path) => Path = path;

    /// <summary>The folder's absolute path.</summary>
    public string Path { get; }

    public override string ToString() => Path;

    internal static FolderLocation At(string text, string path) => path.Length == 0
        ? throw Bad(text, "the path is empty")
        : new FolderLocation(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
}
