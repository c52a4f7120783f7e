namespace Mesh.Storage;

/// <summary>What a put does when there is an object under the key already.</summary>
public enum PutCondition
{
    /// <summary>Replaces it, atomically.</summary>
    Overwrite,

    /// <summary>Leaves it and throws <see cref="Errors.ObjectExistsException"/>.</summary>
    IfAbsent,
}
