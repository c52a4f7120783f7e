using System.Globalization;
using System.Security.Cryptography;
using Mesh.Domain.Errors;

namespace Mesh.Sources.MariaDb.Proving;

/// <summary>A folder for one scratch server or for files, for its user's eyes only. A lock on a file in it
/// tells those in use from those that were left behind. <see cref="Dispose"/> removes it.</summary>
public sealed class ServerFolder : IDisposable
{
    private const string LockName = "in-use";
    private const long Margin = 512L << 20;

    private readonly FileStream _lock;

    private ServerFolder(string path, FileStream held)
    {
        FullPath = path;
        _lock = held;
    }

    /// <summary>Its path.</summary>
    public string FullPath { get; }

    /// <summary>Makes a folder, and removes what was left behind beside it.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="random">Makes its name.</param>
    /// <param name="longest">The most bytes that its path may have.</param>
    /// <exception cref="MeshException"><c>scratch-path-too-long</c></exception>
    public static ServerFolder Make(string parent, RandomNumberGenerator random, int longest)
    {
        var name = new byte[4];
        random.GetBytes(name);
        var path = Path.Combine(Path.GetFullPath(parent), Convert.ToHexStringLower(name));
        if (System.Text.Encoding.UTF8.GetByteCount(path) > longest)
        {
            throw new MeshException("scratch-path-too-long", parent,
                $"a server's socket below it would have a path longer than {longest} bytes",
                "name a folder with a shorter path in MESH_SCRATCH", ExitCode.BadInput);
        }

        if (!OperatingSystem.IsLinux())
        {
            throw new MeshException("no-scratch-server", parent, "scratch servers run on Linux only",
                "prove on a Linux machine", ExitCode.BadInput);
        }

        Directory.CreateDirectory(parent);
        Sweep(parent);
        const UnixFileMode Private =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(path, Private);

        // It gets the name that a sweep looks for when it is locked: between its making and its lock a sweep
        // would take the folder for one that was left behind.
        var unnamed = Path.Combine(path, LockName + ".new");
        var held = new FileStream(unnamed, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        File.Move(unnamed, Path.Combine(path, LockName));
        return new ServerFolder(path, held);
    }

    /// <summary>Refuses where the disk has not twice that room free, and some.</summary>
    /// <param name="bytes">What will be put there.</param>
    /// <exception cref="MeshException"><c>scratch-disk-full</c></exception>
    public void RequireSpace(long bytes)
    {
        // Rows take more room in tables with their indexes than as text, and the log of the engine adds to
        // it.
        var needed = (2 * bytes) + Margin;
        var free = new DriveInfo(FullPath).AvailableFreeSpace;
        if (free < needed)
        {
            throw new MeshException("scratch-disk-full", FullPath,
                string.Create(CultureInfo.InvariantCulture,
                    $"{free >> 20} MiB are free, and a restore to it may need {needed >> 20} MiB"),
                "make room, or name a folder on another disk in MESH_SCRATCH");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        Delete(FullPath);
    }

    /// <summary>Removes the folders that nobody uses any more.</summary>
    /// <param name="parent">Where they were made; it need not exist.</param>
    public static void Sweep(string parent)
    {
        if (!Directory.Exists(parent))
        {
            return;
        }

        foreach (var left in Directory.EnumerateDirectories(parent))
        {
            var file = Path.Combine(left, LockName);
            try
            {
                using var held = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None);
            }
            catch (FileNotFoundException)
            {
                // Not one of ours, or one that somebody is making.
                continue;
            }
            catch (IOException)
            {
                continue;
            }

            Delete(left);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody else swept it.
        }
    }
}
