using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mesh.Domain.Sites;
using Mesh.Storage.Files;

namespace Mesh.Sites.Databases.Receipts;

/// <summary>
/// The folder of one receipt, readable by the agent's account only. The manifest comes last and is replaced
/// as a whole: where it is, the receipt is whole and durable.
/// </summary>
internal sealed class ReceiptFolder
{
    public const string Sql = "lost.sql";
    public const string Json = "lost.json";

    private const string Manifest = "manifest.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly string _path;

    private ReceiptFolder(string path, byte[]? manifest)
    {
        _path = path;
        Written = manifest is null ? null : JsonSerializer.Deserialize<ReceiptManifest>(manifest, Form);
        Hash = manifest is null ? "" : Convert.ToHexStringLower(SHA256.HashData(manifest));
    }

    public string Path => _path;

    /// <summary>What is whole in it; null where nothing is.</summary>
    public ReceiptManifest? Written { get; }

    /// <summary>SHA-256 of the manifest; empty where there is none.</summary>
    public string Hash { get; }

    /// <summary>The folder for a difference: one that has its receipt, or the next that has none.</summary>
    /// <param name="root">Holds the receipts of all systems.</param>
    /// <param name="order">The order to rejoin.</param>
    /// <param name="lost">The difference.</param>
    /// <exception cref="SitePartException"><c>receipt-unreadable</c></exception>
    public static ReceiptFolder For(string root, SiteOrder order, IReadOnlyList<string> lost)
    {
        for (var number = 1; ; number++)
        {
            var folder = Open(PathOf(root, order, number));
            if (folder.Written is null || folder.Written.Lost.SequenceEqual(lost))
            {
                return folder;
            }
        }
    }

    /// <summary>The newest receipt that was written in the order's epoch; null where none was.</summary>
    /// <exception cref="SitePartException"><c>receipt-unreadable</c></exception>
    public static ReceiptFolder? Newest(string root, SiteOrder order)
    {
        ReceiptFolder? newest = null;
        for (var number = 1; Open(PathOf(root, order, number)) is { Written: not null } next; number++)
        {
            newest = next;
        }

        return newest;
    }

    /// <exception cref="SitePartException"><c>receipt-unreadable</c></exception>
    public static ReceiptFolder Open(string path)
    {
        var manifest = System.IO.Path.Combine(path, Manifest);
        try
        {
            return new ReceiptFolder(path, File.Exists(manifest) ? File.ReadAllBytes(manifest) : null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new SitePartException("receipt-unreadable", manifest, $"it cannot be read: {error.Message}",
                "put the folder aside by hand; the receipt is then written again",
                innerException: error);
        }
    }

    /// <summary>Writes a file, durable when it returns.</summary>
    /// <exception cref="SitePartException"><c>file-unwritable</c></exception>
    public FileStream Create(string name) => Guard(name, () =>
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_path);
        }
        else
        {
            Directory.CreateDirectory(_path, OwnerOnly | UnixFileMode.UserExecute);
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(System.IO.Path.Combine(_path, name), options);
    });

    /// <summary>Makes what was written durable, and reads it back.</summary>
    /// <exception cref="SitePartException"><c>file-unwritable</c></exception>
    public ReceiptFile Seal(FileStream file, string name) => Guard(name, () =>
    {
        file.Flush(flushToDisk: true);
        file.Position = 0;
        return new ReceiptFile(name, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    });

    /// <summary>Closes the receipt.</summary>
    /// <exception cref="SitePartException"><c>file-unwritable</c></exception>
    public ReceiptFolder Close(ReceiptManifest manifest)
    {
        var unfinished = Manifest + ".new";
        using (var file = Create(unfinished))
        {
            JsonSerializer.Serialize(file, manifest, Form);
            Seal(file, unfinished);
        }

        return Guard(Manifest, () =>
        {
            File.Move(
                System.IO.Path.Combine(_path, unfinished), System.IO.Path.Combine(_path, Manifest),
                overwrite: true);

            // The folders above may be new as well.
            for (var folder = _path; folder is not null && folder.Length > 1;
                folder = System.IO.Path.GetDirectoryName(folder))
            {
                Posix.SyncFolder(folder);
            }

            return Open(_path);
        });
    }

    private static string PathOf(string root, SiteOrder order, int number) => System.IO.Path.Combine(
        root, order.System,
        string.Create(CultureInfo.InvariantCulture, $"{order.Epoch}-{order.Component}")
            + (number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{number}")));

    private T Guard<T>(string name, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SitePartException("file-unwritable", System.IO.Path.Combine(_path, name),
                $"it cannot be written: {error.Message}", "see to the folder, its owner and the room on the disk",
                retryable: true, error);
        }
    }
}
