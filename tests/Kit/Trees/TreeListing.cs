using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Mesh.Tests.Kit.Trees;

/// <summary>
/// Everything in a directory, read by <c>find</c>, <c>stat</c> and <c>sha256sum</c> and not by the code under
/// test. Paths have one character a byte (Latin-1); the directory itself is "".
/// </summary>
public sealed class TreeListing
{
    private const string Script = """
        set -eu
        cd "$1"
        find . -printf '%P\0%y\0%m\0%U:%G\0%T@\0%s\0%l\0%i\0%n\0%b\0'
        printf 'CONTENT\0'
        find . -type f -print0 | xargs -0r sha256sum -z --
        printf 'DEVICES\0'
        find . \( -type b -o -type c \) -print0 | xargs -0r stat --printf '%n\0%t:%T\0' --
        """;

    private TreeListing(SortedDictionary<string, TreeEntry> entries, long allocated) =>
        (Entries, Allocated) = (entries, allocated);

    public IReadOnlyDictionary<string, TreeEntry> Entries { get; }

    /// <summary>Bytes that the tree takes on disk: holes take none.</summary>
    public long Allocated { get; }

    public static async Task<TreeListing> ReadAsync(string folder)
    {
        var fields = new Queue<string>((await RunAsync(folder)).Split('\0'));
        var found = new List<string[]>();
        while (fields.Peek() != "CONTENT")
        {
            found.Add([.. Enumerable.Range(0, 10).Select(_ => fields.Dequeue())]);
        }

        fields.Dequeue();
        var content = new Dictionary<string, string>(StringComparer.Ordinal);
        while (fields.Peek() != "DEVICES")
        {
            var line = fields.Dequeue();
            content[line[68..]] = line[..64]; // the hash, two spaces, "./"
        }

        fields.Dequeue();
        var devices = new Dictionary<string, string>(StringComparer.Ordinal);
        while (fields.Count > 1)
        {
            devices[fields.Dequeue()[2..]] = fields.Dequeue();
        }

        return Build(folder, found, content, devices);
    }

    /// <summary>What is not the same in the other, a line each; empty when both are equal.</summary>
    public IReadOnlyList<string> DifferencesTo(TreeListing other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var differences = new List<string>();
        foreach (var path in Entries.Keys.Union(other.Entries.Keys, StringComparer.Ordinal))
        {
            var here = Entries.GetValueOrDefault(path);
            var there = other.Entries.GetValueOrDefault(path);
            if (here != there)
            {
                differences.Add(
                    $"'{path}': {here?.ToString() ?? "missing"} <> {there?.ToString() ?? "missing"}");
            }
        }

        return differences;
    }

    private static TreeListing Build(
        string folder,
        List<string[]> found,
        Dictionary<string, string> content,
        Dictionary<string, string> devices)
    {
        var entries = new SortedDictionary<string, TreeEntry>(StringComparer.Ordinal);
        var firsts = new Dictionary<string, string>(StringComparer.Ordinal);
        long allocated = 0;
        foreach (var field in found.OrderBy(field => field[0], StringComparer.Ordinal))
        {
            var (path, type, inode, links) = (field[0], field[1], field[7], field[8]);
            var isLinked = type != "d" && links != "1";
            if (isLinked)
            {
                firsts.TryAdd(inode, path);
            }

            allocated += long.Parse(field[9], CultureInfo.InvariantCulture) * 512;
            entries[path] = new TreeEntry(
                type,
                field[2],
                field[3],
                field[4],
                type == "f" ? long.Parse(field[5], CultureInfo.InvariantCulture) : 0,
                field[6],
                isLinked ? firsts[inode] : "",
                devices.GetValueOrDefault(path, ""),
                content.GetValueOrDefault(path, ""),
                string.Join(
                    ' ',
                    Posix.Attributes($"{Posix.FromText(folder)}/{path}").Select(a => $"{a.Key}={a.Value}")));
        }

        return new TreeListing(entries, allocated);
    }

    private static async Task<string> RunAsync(string folder)
    {
        var start = new ProcessStartInfo("bash", ["-c", Script, "bash", folder])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"listing {folder} ended with {process.ExitCode}");
    }
}
