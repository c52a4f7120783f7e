using System.Text;
using Mesh.Domain.Errors;
using Mesh.Sources.Files.Excludes;
using Mesh.Sources.Files.Linux;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Walking;

/// <summary>
/// The upper part of a snapshot: how the paths that were asked for are joined under one root, as restic joins
/// them. An absolute path keeps all its parents; a relative one begins with its first name; "." and ".."
/// stand for what is in them; two different directories of the same name get a number.
/// </summary>
internal sealed class SourceTree
{
    private readonly string _below;
    private string _root = "";

    private SourceTree(string below) => _below = below;

    /// <summary>By name, sorted. Empty for a leaf.</summary>
    public SortedList<NodeName, SourceTree> Children { get; } = [];

    /// <summary>What in the file system belongs here, with all that is in it; null for a parent that was not
    /// asked for itself.</summary>
    public byte[]? LeafPath { get; private set; }

    /// <summary>
    /// The directory in the file system that gives its metadata to a parent that is no leaf.
    /// </summary>
    public byte[] InfoPath { get; private set; } = [];

    /// <summary>
    /// Joins the paths; a path that does not exist is told to <paramref name="missing"/> and left out.
    /// </summary>
    /// <param name="paths">The paths.</param>
    /// <param name="below">Where they stand: <see cref="SourceSet.Root"/>.</param>
    /// <param name="missing">Told of those that do not exist, as they stand.</param>
    /// <exception cref="MeshException"><c>nothing-to-back-up</c>: none of them exists.</exception>
    public static SourceTree Build(IReadOnlyList<string> paths, string below, Action<string>? missing)
    {
        var root = new SourceTree(below);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths.Where(path => Exists(below + path, missing))
            .SelectMany(path => Resolve(path, below)))
        {
            if (seen.Add(path))
            {
                root.AddTop(path);
            }
        }

        if (root.Children.Count == 0)
        {
            throw new MeshException(
                "nothing-to-back-up", string.Join(", ", paths), "none of the paths exists, or they are empty",
                "check the spelling, and whether the file system is mounted");
        }

        root.Unroll();
        return root;
    }

    private static bool Exists(string path, Action<string>? missing)
    {
        try
        {
            FileSystem.Status(Encoding.UTF8.GetBytes(path.Length == 0 ? "." : path));
            return true;
        }
        catch (SystemCallException error) when (error.IsNotFound)
        {
            missing?.Invoke(path);
            return false;
        }
    }

    // A path of nothing but dots is replaced by what is in that directory.
    private static IEnumerable<string> Resolve(string path, string below)
    {
        var clean = CleanPath.Of(path);
        if (Components(clean).Length > 0)
        {
            return [clean];
        }

        using var directory = FileSystem.OpenDirectory(Encoding.UTF8.GetBytes(below + clean), follow: true);
        var names = FileSystem.ReadNames(directory);
        names.Sort();
        return names.Select(name => clean == "." ? name.ToString() : $"{clean.TrimEnd('/')}/{name}");
    }

    private static string[] Components(string clean) =>
        [.. PathPattern.Split(clean).Where(part => part is not ("." or ".."))];

    private static string RootOf(string clean)
    {
        if (clean.StartsWith('/'))
        {
            return "/";
        }

        var up = PathPattern.Split(clean).Count(part => part == "..");
        return up == 0 ? "" : string.Join('/', Enumerable.Repeat("..", up));
    }

    private static string Join(string directory, string name) => directory switch
    {
        "" => name,
        "/" => "/" + name,
        _ => $"{directory}/{name}",
    };

    private void AddTop(string path)
    {
        var names = Components(path);
        var root = RootOf(path);
        var name = names[0];
        SourceTree? top;
        for (var number = 1;
            Children.TryGetValue(NodeName.FromText(name), out top) && top._root != root; number++)
        {
            name = $"{names[0]}-{number}";
        }

        if (top is null)
        {
            top = new SourceTree(_below) { _root = root };
            Children.Add(NodeName.FromText(name), top);
        }

        top.AddBelow(path, Join(root, names[0]), names.AsSpan(1));
    }

    private void AddBelow(string path, string here, ReadOnlySpan<string> names)
    {
        if (names.IsEmpty)
        {
            LeafPath = Encoding.UTF8.GetBytes(_below + path);
            return;
        }

        InfoPath = Encoding.UTF8.GetBytes(_below + here);
        var name = NodeName.FromText(names[0]);
        if (!Children.TryGetValue(name, out var child))
        {
            child = new SourceTree(_below);
            Children.Add(name, child);
        }

        child.AddBelow(path, Join(here, names[0]), names[1..]);
    }

    // Where both a directory and something in it was asked for, its other entries become children as well.
    private void Unroll()
    {
        if (LeafPath is { } path && Children.Count > 0)
        {
            using var directory = FileSystem.OpenDirectory(path);
            foreach (var name in FileSystem.ReadNames(directory))
            {
                if (!Children.TryGetValue(name, out var child))
                {
                    child = new SourceTree(_below);
                    Children.Add(name, child);
                }

                child.LeafPath ??= [.. path, (byte)'/', .. name.Span];
            }

            InfoPath = path;
            LeafPath = null;
        }

        foreach (var child in Children.Values)
        {
            child.Unroll();
        }
    }
}
