using Mesh.Catalog.Audit;
using Mesh.Domain.Errors;

namespace Mesh.Cli.Audit;

/// <summary>The head of the audit trail in a file of the operator's choice.</summary>
internal static class KeptHead
{
    // ENTRIES HASH is shorter; whatever is longer is another file that was named by mistake.
    private const int Longest = 200;

    /// <summary>What an earlier verification has kept; null where the file does not exist yet.</summary>
    /// <exception cref="MeshException"><c>bad-head</c>: the file holds something else.</exception>
    public static async Task<AuditHead?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        var text = new FileInfo(file).Length > Longest
            ? ""
            : await File.ReadAllTextAsync(file, cancellationToken);
        return AuditHead.Read(text).OrThrow("bad-head", file);
    }

    /// <summary>Puts a head into the file, whole or not at all.</summary>
    public static async Task WriteAsync(string file, AuditHead head, CancellationToken cancellationToken)
    {
        var beside = $"{file}.new";
        await using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            await using var writer = new StreamWriter(stream);
            await writer.WriteLineAsync(head.ToString().AsMemory(), cancellationToken);
            await writer.FlushAsync(cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, file, overwrite: true);
    }
}
