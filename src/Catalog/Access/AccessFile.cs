using System.Security.Cryptography;
using System.Text;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Access;
using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;

namespace Mesh.Catalog.Access;

/// <summary>
/// The file that declares who may use the API by a key of their own. It holds the keys' SHA-256 and no key:
/// a key is 256 random bits, which no hash gives away.
/// </summary>
public static class AccessFile
{
    /// <summary>The kind of document.</summary>
    public const string Kind = "Access";

    private const string Prefix = "sha256:";
    private const int KeyBytes = 32;

    /// <summary>Reads the file's text.</summary>
    /// <param name="text">The YAML or JSON.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    public static IReadOnlyList<KeyHolder> Read(string text, string file) =>
        DeclarationFile.Read(text, file, Kind, "people", Holder, holder => holder.Person.Name);

    /// <summary>Reads the file; where there is none, nobody has a key of their own.</summary>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    /// <exception cref="MeshException"><c>unreadable-declaration</c>: it cannot be read.</exception>
    public static async Task<IReadOnlyList<KeyHolder>> ReadFileAsync(
        string path, CancellationToken cancellationToken) =>
        await DeclarationFile.TextAsync(path, cancellationToken) is { } text ? Read(text, path) : [];

    /// <summary>A new key.</summary>
    public static string NewKey(RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var bytes = new byte[KeyBytes];
        random.GetBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>How a key is written in the file.</summary>
    public static string Declared(string key) =>
        Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static KeyHolder? Holder(MapReader map)
    {
        map.Require("name", "name the person; the audit trail calls them so");
        map.Require("role", $"write one of {string.Join(", ", Words.All<Role>())}");
        map.Require("keys", "list what 'mesh access key' printed; an empty list takes all keys away");
        var name = map.Text("name", Person.ReadName);
        var role = map.Value("role", Words.Read<Role>);
        var keys = map.Texts("keys", Hash);
        map.Done();
        return name is null || role is null ? null : new KeyHolder(new Person(name, role.Value), keys);
    }

    private static Parsed<byte[]> Hash(string text)
    {
        var hex = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : "";
        return hex.Length == SHA256.HashSizeInBytes * 2 && hex.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(hex)
            : new Problem("this is no hash of a key", "write what 'mesh access key' printed: sha256:...");
    }
}
