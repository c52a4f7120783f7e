using Mesh.Sources.Files.Linux;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// A regular file that is being restored, or a part of it whose blobs are all of one range. Made by the first
/// writer that comes; whoever writes the last blob of a whole file sets its metadata.
/// </summary>
internal sealed class RestoreFile(TargetFolder folder, Node node)
{
    private readonly Lock _gate = new();
    private bool _isMade;
    private bool _isNew;
    private bool _failed;
    private bool _canSkipZeros;
    private bool _skippedZeros;

    public TargetFolder Folder => folder;

    public Node Node => node;

    public byte[] Location { get; } = folder.LocationOf(node.Name);

    /// <summary>Where the part starts and ends.</summary>
    public long Start { get; init; }

    /// <inheritdoc cref="Start"/>
    public long End { get; init; }

    /// <summary>Blobs of the part that are not written yet.</summary>
    public int Remaining { get; set; }

    private bool IsWhole => Start == 0 && End == (long)node.Size;

    /// <summary>Writes at the offset; zeros become a hole.</summary>
    /// <returns>True when nothing of the part remains to be written.</returns>
    public bool Write(OpenFile parent, ReadOnlySpan<byte> content, long offset, int blobs)
    {
        using var file = Open(parent);
        var skipped = false;
        if (_canSkipZeros)
        {
            skipped = WriteAroundZeros(file, content, offset);
        }
        else
        {
            file.Write(content, offset);
        }

        lock (_gate)
        {
            _skippedZeros |= skipped;
            Remaining -= blobs;
            if (Remaining > 0)
            {
                return false;
            }
        }

        if (IsWhole)
        {
            if (_skippedZeros)
            {
                file.SetSize((long)node.Size); // the last of the file may be a hole
            }

            Metadata.Apply(file, parent, node, _isNew);
        }

        return true;
    }

    /// <summary>Notes that the file could not be restored.</summary>
    /// <returns>True the first time.</returns>
    public bool Fail()
    {
        lock (_gate)
        {
            var first = !_failed;
            _failed = true;
            return first;
        }
    }

    private OpenFile Open(OpenFile parent)
    {
        lock (_gate)
        {
            if (!_isMade)
            {
                return Make(parent);
            }
        }

        return TargetEntries.Reopen(parent, node.Name, Location);
    }

    private OpenFile Make(OpenFile parent)
    {
        var file = TargetEntries.OpenFile(parent, node.Name, Location, out _isNew);
        try
        {
            Prepare(file);
            _isMade = true;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Empties the file, or gives it its size and makes the part a hole, so that zeros need not be written.
    private void Prepare(OpenFile file)
    {
        var size = (long)node.Size;
        if (IsWhole)
        {
            if (!_isNew)
            {
                file.SetSize(0);
            }

            _canSkipZeros = true;
            return;
        }

        if (file.Status().Size != size)
        {
            file.SetSize(size);
        }

        _canSkipZeros = End == Start || file.TryPunchHole(Start, End - Start);
    }

    // Tells whether something was left out.
    private static bool WriteAroundZeros(OpenFile file, ReadOnlySpan<byte> content, long offset)
    {
        const int Worthwhile = 64 * 1024; // shorter runs cost more in extents than they save
        var first = content.IndexOfAnyExcept((byte)0);
        if (first < 0)
        {
            return true;
        }

        var end = content.LastIndexOfAnyExcept((byte)0) + 1;
        first = first < Worthwhile ? 0 : first;
        end = content.Length - end < Worthwhile ? content.Length : end;
        file.Write(content[first..end], offset + first);
        return first > 0 || end < content.Length;
    }
}
