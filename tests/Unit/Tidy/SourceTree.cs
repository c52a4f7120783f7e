using Mesh.Tests.Kit;

namespace Mesh.Tests.Unit.Tidy;

/// <summary>The files of this repository as they would be committed.</summary>
internal static class SourceTree
{
    private static readonly string[] NotOurs = [".git", "artifacts", "node_modules", "bin", "obj"];

    /// <summary>Paths from the root, with '/'.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Walk(new DirectoryInfo(RepositoryRoot.FullPath)).Order(StringComparer.Ordinal)];

    /// <summary>C# that people write: not what tools write and keep.</summary>
    public static IEnumerable<string> Code => Files.Where(file =>
        file.EndsWith(".cs", StringComparison.Ordinal)
            && !file.Contains("/Migrations/", StringComparison.Ordinal));

    /// <summary>True for a file or folder, by its path from the root.</summary>
    public static bool Exists(string path) => Path.Exists(Path.Combine(RepositoryRoot.FullPath, path));

    public static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryRoot.FullPath, file));

    public static string[] Lines(string file) => Read(file).Split('\n');

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null || NotOurs.Contains(entry.Name))
            {
                continue;
            }

            if (entry is DirectoryInfo inner)
            {
                foreach (var file in Walk(inner))
                {
                    yield return file;
                }
            }
            else
            {
                yield return Path.GetRelativePath(RepositoryRoot.FullPath, entry.FullName).Replace('\\', '/');
            }
        }
    }
}
