using System.Security.Cryptography;
using System.Text;
using Mesh.Catalog.Audit;
using Mesh.Domain.Errors;
using Mesh.Domain.Evidence;

namespace Mesh.Activities.Drills;

/// <summary>
/// The key that evidence is signed with: a file of the data folder that only its owner may read, made at
/// first use. Its fingerprint is in the audit trail.
/// </summary>
/// <param name="dataDirectory">The data folder.</param>
/// <param name="audit">Gets the fingerprint.</param>
public sealed class DrillKey(string dataDirectory, AuditTrail audit)
{
    /// <summary>The file's name within the data folder: PKCS #8, as PEM.</summary>
    public const string FileName = "drill.key";

    private string FilePath => Path.Combine(dataDirectory, FileName);

    /// <summary>The public part.</summary>
    public async Task<EvidenceKey> PublicAsync(CancellationToken cancellationToken)
    {
        using var key = await OpenAsync(cancellationToken);
        return EvidenceKey.Of(key);
    }

    /// <summary>The key; to be disposed of by the caller.</summary>
    /// <exception cref="MeshException"><c>bad-drill-key</c>: the file cannot be read as a key.</exception>
    public async Task<ECDsa> OpenAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(FilePath))
        {
            Create();
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(await File.ReadAllTextAsync(FilePath, cancellationToken));
            var fingerprint = EvidenceKey.Of(key).Fingerprint;

            // Keyed by it, the entry is made once, also where a crash came between the file and the entry.
            await audit.AppendAsync(
                new NewAuditEntry("mesh", "drill-key-made", FileName)
                {
                    Details = fingerprint, Key = $"drill-key:{fingerprint}",
                },
                cancellationToken);
            return key;
        }
        catch (Exception error)
        {
            key.Dispose();
            throw error is ArgumentException or CryptographicException or IOException
                or UnauthorizedAccessException
                ? new MeshException(
                    "bad-drill-key", FilePath, $"it cannot be read as a key: {error.Message.TrimEnd('.')}",
                    "restore the file; or remove it, and a new key is made, which others must be told of",
                    innerException: error)
                : error;
        }
    }

    private void Create()
    {
        Directory.CreateDirectory(dataDirectory);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var unfinished = $"{FilePath}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Delete(unfinished);
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(unfinished, FilePath, overwrite: false);
        }
        catch (IOException) when (File.Exists(FilePath))
        {
            // Somebody else has made one at the same time: that one counts.
            File.Delete(unfinished);
        }
    }
}
