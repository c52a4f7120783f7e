using System.Text;
using Mesh.Sources.Files.Linux;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// Opens directories below the target, each from its parent and never through a symbolic link, makes those
/// that are missing where that is wanted, and keeps some open for the next that asks.
/// </summary>
internal sealed class TargetFolders : IDisposable
{
    private const int MostIdle = 128;

    private readonly Lock _gate = new();
    private readonly LinkedList<TargetFolder> _idle = new();

    private readonly bool _make;

    /// <param name="target">Here alone symbolic links are followed: the caller named it.</param>
    /// <param name="make">
    /// Whether directories that are missing are made, and what stands in their way removed.
    /// </param>
    /// <param name="mirrored">Above these links are followed too, and nothing is removed; null: nowhere.</param>
    public TargetFolders(string target, bool make, MirroredPaths? mirrored)
    {
        (_make, Mirrored) = (make, mirrored);
        if (make)
        {
            Directory.CreateDirectory(target);
        }

        Root = new TargetFolder(null, default, [])
        {
            Handle = FileSystem.OpenDirectory(Encoding.UTF8.GetBytes(target), follow: true),
            Users = 1,
        };
    }

    public TargetFolder Root { get; }

    /// <summary>What the target is to mirror; null for nothing.</summary>
    public MirroredPaths? Mirrored { get; }

    /// <summary>Opens the folder until the result is disposed of.</summary>
    public Lease Open(TargetFolder folder)
    {
        lock (_gate)
        {
            Acquire(folder);
        }

        return new Lease(this, folder);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var folder in _idle)
            {
                folder.Handle!.Dispose();
            }

            _idle.Clear();
            Root.Handle!.Dispose();
        }
    }

    private OpenFile Acquire(TargetFolder folder)
    {
        if (folder.Handle is null)
        {
            var parent = Acquire(folder.Parent!);
            try
            {
                folder.Handle = Mirrored?.Contains(folder.Location) == false
                    ? TargetEntries.OpenAbove(parent, folder.Name, folder.Location, _make)
                    : _make
                    ? TargetEntries.OpenDirectory(parent, folder.Name, folder.Location)
                    : FileSystem.OpenDirectory(parent, folder.Name, folder.Location);
            }
            finally
            {
                Release(folder.Parent!);
            }
        }

        if (folder.Idle is not null)
        {
            _idle.Remove(folder.Idle);
            folder.Idle = null;
        }

        folder.Users++;
        return folder.Handle;
    }

    private void Release(TargetFolder folder)
    {
        if (--folder.Users > 0)
        {
            return;
        }

        folder.Idle = _idle.AddLast(folder);
        if (_idle.Count > MostIdle)
        {
            var oldest = _idle.First!.Value;
            _idle.RemoveFirst();
            oldest.Idle = null;
            oldest.Handle!.Dispose();
            oldest.Handle = null;
        }
    }

    /// <summary>The right to use a folder's handle.</summary>
    internal readonly struct Lease(TargetFolders owner, TargetFolder folder) : IDisposable
    {
        public OpenFile Handle => folder.Handle!;

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner.Release(folder);
            }
        }
    }
}
