namespace Mesh.Storage.Errors;

/// <summary>The object ends before the range that was to be read.</summary>
public sealed class ObjectTruncatedException(string location, string key, long end, long size)
    : ObjectStoreException("object-truncated", $"{location}: {key}",
        $"the object ends at byte {size}, but was to be read up to byte {end}",
        "the object is damaged: check the repository")
{
    public string Key { get; } = key;

    /// <summary>The size that the store gave.</summary>
    public long Size { get; } = size;
}
