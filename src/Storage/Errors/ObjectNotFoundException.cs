namespace Mesh.Storage.Errors;

/// <summary>There is no object under the key.</summary>
public sealed class ObjectNotFoundException(string location, string key, Exception? innerException = null)
    : ObjectStoreException("object-not-found", $"{location}: {key}", "there is no such object",
        innerException: innerException)
{
    public string Key { get; } = key;
}
