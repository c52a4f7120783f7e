namespace Mesh.Storage.Errors;

/// <summary>There is an object under the key already, and the put was to leave it.</summary>
public sealed class ObjectExistsException(string location, string key, Exception? innerException = null)
    : ObjectStoreException("object-exists", $"{location}: {key}", "there is such an object already",
        innerException: innerException)
{
    public string Key { get; } = key;
}
