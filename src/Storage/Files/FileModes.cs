namespace Mesh.Storage.Files;

/// <summary>
/// Who may read the store, by restic's rule: the owner alone, unless the group may read <c>config</c>; then
/// the group may read everything and add to it. Objects are read-only for all, against accidents.
/// </summary>
internal sealed record FileModes(UnixFileMode Object, UnixFileMode Folder)
{
    private const UnixFileMode OwnerFolder =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode GroupFolder =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <summary>Of a file while it is written.</summary>
    public const UnixFileMode Unfinished = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly FileModes Private = new(UnixFileMode.UserRead, OwnerFolder);

    private static readonly FileModes Shared =
        new(UnixFileMode.UserRead | UnixFileMode.GroupRead, OwnerFolder | GroupFolder);

    public static FileModes Of(string root)
    {
        var config = new FileInfo(Path.Combine(root, "config"));
        return config.Exists && config.UnixFileMode.HasFlag(UnixFileMode.GroupRead) ? Shared : Private;
    }
}
