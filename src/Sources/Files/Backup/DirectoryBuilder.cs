using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Backup;

/// <summary>
/// Gathers the entries of one directory, which are finished in any order by any thread, and tells when the
/// last has come.
/// </summary>
internal sealed class DirectoryBuilder(DirectoryBuilder? parent, int slot, Node? node, BlobId? earlierSubtree)
{
    private Node?[] _entries = [];
    private int _open = 1; // until Begin has been called and its entries are finished

    public DirectoryBuilder? Parent => parent;

    /// <summary>Where in the parent this directory belongs.</summary>
    public int Slot => slot;

    /// <summary>The directory itself, without its subtree; null for the root.</summary>
    public Node? Node => node;

    /// <summary>The subtree in the earlier snapshot.</summary>
    public BlobId? EarlierSubtree => earlierSubtree;

    /// <summary>The entries that are there, in the order of their slots.</summary>
    public IEnumerable<Node> Entries => _entries.OfType<Node>();

    /// <summary>Makes room for this many entries, each of which must be finished once.</summary>
    public void Begin(int count)
    {
        _entries = new Node?[count];
        _open = count + 1;
    }

    /// <summary>Finishes an entry; null where nothing of it is in the backup.</summary>
    /// <returns>True when it was the last.</returns>
    public bool Finish(int entry, Node? finished)
    {
        _entries[entry] = finished;
        return Interlocked.Decrement(ref _open) == 0;
    }

    /// <summary>Says that all entries are being worked on.</summary>
    /// <returns>True when they are finished already.</returns>
    public bool End() => Interlocked.Decrement(ref _open) == 0;
}
