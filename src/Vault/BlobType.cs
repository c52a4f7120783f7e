namespace Mesh.Vault;

/// <summary>The two kinds of blob a repository holds. The values are the low bit of the type byte in a pack
/// header.</summary>
public enum BlobType
{
    /// <summary>A piece of a file's content.</summary>
    Data = 0,

    /// <summary>One directory's listing.</summary>
    Tree = 1,
}
