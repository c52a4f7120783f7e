namespace Mesh.Vault;

/// <summary>Where in a store the files of a repository are.</summary>
internal static class RepositoryLayout
{
    public const string Config = "config";

    public static string Folder(FileKind kind) => kind switch
    {
        FileKind.Key => "keys/",
        FileKind.Lock => "locks/",
        FileKind.Snapshot => "snapshots/",
        FileKind.Index => "index/",
        FileKind.Pack => "data/",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of file"),
    };

    public static string Key(FileKind kind, BlobId id)
    {
        var name = id.ToString();
        return kind == FileKind.Pack ? $"data/{name[..2]}/{name}" : Folder(kind) + name;
    }

    /// <summary>The kind's name in messages.</summary>
    public static string Name(FileKind kind) => kind switch
    {
        FileKind.Key => "key",
        FileKind.Lock => "lock",
        FileKind.Snapshot => "snapshot",
        FileKind.Index => "index",
        FileKind.Pack => "pack",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of file"),
    };

    /// <summary>The id that an object's key ends with.</summary>
    /// <returns>False for what is not named like a file of a repository, which is to be passed
    /// over.</returns>
    public static bool TryParseId(string key, out BlobId id) =>
        BlobId.TryParse(key.AsSpan(key.LastIndexOf('/') + 1), out id);
}
