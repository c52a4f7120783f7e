namespace Mesh.Sources.Files.Excludes;

/// <summary>The shortest path that names the same place, by its text alone.</summary>
internal static class CleanPath
{
    /// <summary>
    /// Without doubled slashes, "." and, where something stands before it, ".."; "." for nothing at all.
    /// </summary>
    public static string Of(string path)
    {
        var rooted = path.StartsWith('/');
        var parts = new List<string>();
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".")
            {
                continue;
            }

            if (part != ".." || (!rooted && (parts.Count == 0 || parts[^1] == "..")))
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        var text = string.Join('/', parts);
        return rooted ? "/" + text : text.Length == 0 ? "." : text;
    }
}
