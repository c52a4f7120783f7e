using System.Security.Cryptography;
using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Functions.Access;

/// <summary>
/// The key that callers of the API show. It comes from <c>MESH_API_KEY</c>, else from a file in the data
/// folder that only its owner may read, written at the first start.
/// </summary>
public sealed class ApiKey
{
    /// <summary>The file's name within the data folder.</summary>
    public const string FileName = "api.key";

    private readonly byte[] hash;

    private ApiKey(string key) => hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Takes the given key, or reads the data folder's, which is made where there is none.</summary>
    public static ApiKey Open(string? given, string dataDirectory, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (!string.IsNullOrEmpty(given))
        {
            return new ApiKey(given);
        }

        var path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path))
        {
            Create(path, random);
        }

        // Without this a file that was emptied would let in everybody who shows no key.
        return File.ReadAllText(path).Trim() is { Length: > 0 } key
            ? new ApiKey(key)
            : throw new MeshException(
                "empty-api-key",
                path,
                "the file is empty",
                "delete it, and a new key is made",
                ExitCode.BadInput);
    }

    /// <summary>Whether the shown key is this one; takes as long for a wrong one.</summary>
    public bool Matches(string shown) =>
        CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(shown)));

    private static void Create(string path, RandomNumberGenerator random)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var bytes = new byte[32];
        random.GetBytes(bytes);
        var unfinished = path + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(unfinished, options))
        {
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes) + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: false);
    }
}
