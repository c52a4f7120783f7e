namespace Mesh.Storage;

/// <summary>The operations of <see cref="IObjectStore"/>, for wrappers to speak of.</summary>
public enum StoreOperation
{
    Stat,
    List,
    Put,
    Read,
    Delete,
}
