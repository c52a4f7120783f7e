using System.Diagnostics;
using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Demo;

/// <summary>Copies what the demo protects into its scratch folder: the original is only read.</summary>
internal static class DemoSource
{
    private static readonly string[] NotSources = [".git", "artifacts", "bin", "obj", "node_modules"];

    /// <summary>Copies a directory with its metadata; links, devices and all.</summary>
    public static async Task CopyDirectoryAsync(string from, string to, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(from))
        {
            throw new MeshException(
                "bad-path", from, "is not a directory", "name a directory", ExitCode.BadInput);
        }

        Directory.CreateDirectory(to);
        var copied = await RunAsync("cp", ["-a", "--", from.TrimEnd('/') + "/.", to], cancellationToken);
        if (copied.ExitCode != 0)
        {
            throw new MeshException(
                "copy-failed", from, copied.Error.Trim().Split('\n')[0], "the demo needs to read all of it");
        }
    }

    /// <summary>
    /// Copies the repository's own sources: what git tracks, else all but what a build makes.
    /// </summary>
    public static async Task CopyOwnAsync(string to, CancellationToken cancellationToken)
    {
        var root = Root();
        foreach (var name in await TrackedAsync(root, cancellationToken) ?? Walk(root, ""))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (source, copy) = (Path.Combine(root, name), Path.Combine(to, name));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (new FileInfo(source) is { LinkTarget: { } target })
            {
                File.CreateSymbolicLink(copy, target);
            }
            else if (File.Exists(source))
            {
                // Permissions and times go with it.
                File.Copy(source, copy);
            }
        }
    }

    /// <summary>The working copy that this program was built from.</summary>
    internal static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Mesh.sln")))
            {
                return folder.FullName;
            }
        }

        throw new MeshException(
            "no-sources", AppContext.BaseDirectory, "the program does not lie in Mesh's working copy",
            "name a directory to protect: mesh demo --path DIR", ExitCode.BadInput);
    }

    private static async Task<IReadOnlyList<string>?> TrackedAsync(
        string root, CancellationToken cancellationToken)
    {
        try
        {
            var listed = await RunAsync("git", ["-C", root, "ls-files", "-z"], cancellationToken);
            return listed.ExitCode == 0
                ? listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // there is no git
        }
    }

    private static List<string> Walk(string root, string below)
    {
        var names = new List<string>();
        foreach (var entry in new DirectoryInfo(Path.Combine(root, below)).EnumerateFileSystemInfos())
        {
            var name = Path.Combine(below, entry.Name);
            if (entry is DirectoryInfo { LinkTarget: null })
            {
                names.AddRange(NotSources.Contains(entry.Name) ? [] : Walk(root, name));
            }
            else
            {
                names.Add(name);
            }
        }

        return names;
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
