using System.Text;

namespace Mesh.Cli.Demo;

/// <summary>
/// Changes the scratch copy the way people change things: edits, additions, removals, renames, new rights.
/// </summary>
internal static class DemoChange
{
    private const int Kinds = 5;

    /// <summary>Makes the same change for the same tree. Says what was done.</summary>
    public static string Make(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => new FileInfo(file).LinkTarget is null)
            .Order(StringComparer.Ordinal)
            .ToList();
        var each = Math.Clamp(files.Count / 50, 1, 20);
        var picked = Pick(files, each * Kinds);
        var (edited, removed, renamed, restricted) = (0, 0, 0, 0);
        for (var i = 0; i < picked.Count; i++)
        {
            switch (i % Kinds)
            {
                case 0 or 1:
                    File.AppendAllText(picked[i], $"changed by the demo, {i}\n");
                    edited++;
                    break;
                case 2:
                    File.Delete(picked[i]);
                    removed++;
                    break;
                case 3:
                    File.Move(picked[i], picked[i] + ".renamed");
                    renamed++;
                    break;
                default:
                    Restrict(picked[i]);
                    restricted++;
                    break;
            }
        }

        var added = Add(folder, each);
        return $"{edited} files edited, {added} added, {removed} deleted, {renamed} renamed, {restricted} with new permissions";
    }

    private static List<string> Pick(List<string> files, int count)
    {
        var step = Math.Max(1, files.Count / Math.Max(1, count));
        return [.. files.Where((_, index) => index % step == 0).Take(count)];
    }

    private static int Add(string folder, int count)
    {
        var fresh = Directory.CreateDirectory(Path.Combine(folder, "added-by-the-demo")).FullName;
        for (var i = 0; i < count; i++)
        {
            File.WriteAllText(
                Path.Combine(fresh, $"file {i} \u00fc.txt"),
                new StringBuilder().Insert(0, $"{i}\n", 2000).ToString());
        }

        Directory.CreateDirectory(Path.Combine(fresh, "empty"));
        File.CreateSymbolicLink(Path.Combine(fresh, "link"), "file 0 \u00fc.txt");
        return count;
    }

    private static void Restrict(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }
    }
}
