using System.Buffers;
using Mesh.Sources.Files.Backup;
using Mesh.Sources.Files.Linux;
using Mesh.Sources.Files.Ranges;
using Mesh.Vault;
using Mesh.Vault.Chunking;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Restore;

/// <summary>Compares restored files with the snapshot, by size and by the hashes of their blobs.</summary>
internal sealed class VerifyWalk(
    Repository repository,
    TargetFolders folders,
    RestoreSelection selection,
    RestoreReport report,
    WorkPool pool)
{
    public async Task WalkAsync(BlobId id, TargetFolder folder, RangePart range)
    {
        foreach (var node in await RestoreWalk.LoadAsync(repository, id, folder, report, pool.Stopped))
        {
            var location = folder.LocationOf(node.Name);
            var (itself, below) = selection.Selects(location, node.Type);
            if (!range.Includes(node.Name, out var part))
            {
                continue;
            }

            if (node.Type == NodeType.Dir && below && part.IncludesChildren)
            {
                await WalkAsync(
                    node.Subtree!.Value, new TargetFolder(folder, node.Name, location), part.Below);
            }
            else if (node.Type == NodeType.File && itself && !part.StartsBelow)
            {
                pool.Add(() => Task.Run(() => Verify(node, folder, location, part)));
            }
        }
    }

    private void Verify(Node node, TargetFolder folder, byte[] location, RangePart.EntryPart part)
    {
        report.Current(location);
        try
        {
            using var parent = folders.Open(folder);
            using var file = FileSystem.OpenToRead(parent.Handle, node.Name, location);
            var status = file.Status();
            if (!status.IsRegular || (ulong)status.Size != node.Size)
            {
                report.Problem(
                    location, $"has {status.Size} bytes in the target, {node.Size} in the snapshot");
            }
            else if (FindDifference(file, node.Content ?? [], part) is { } difference)
            {
                report.Problem(location, difference);
            }
            else if (part.Start == 0)
            {
                report.File();
            }
        }
        catch (SystemCallException error)
        {
            report.Problem(location, error.Message);
        }
    }

    private string? FindDifference(OpenFile file, IReadOnlyList<BlobId> content, RangePart.EntryPart part)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunker.MinSize);
        try
        {
            long offset = 0;
            foreach (var id in content)
            {
                pool.Stopped.ThrowIfCancellationRequested();
                if (repository.SizeOf(BlobType.Data, id) is not { } size)
                {
                    return $"blob {id} is not in the index";
                }

                if (offset >= part.Start && offset < part.End)
                {
                    if (size > buffer.Length)
                    {
                        ArrayPool<byte>.Shared.Return(buffer);
                        buffer = ArrayPool<byte>.Shared.Rent((int)size);
                    }

                    var read = file.Read(buffer.AsSpan(0, (int)size), offset);
                    if (read != size || BlobId.Of(buffer.AsSpan(0, read)) != id)
                    {
                        return $"differs from the snapshot at or after byte {offset}";
                    }

                    report.Bytes(size);
                }

                offset += size;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
