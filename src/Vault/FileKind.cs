namespace Mesh.Vault;

/// <summary>The kinds of file that a repository names by the hash of their bytes.</summary>
internal enum FileKind
{
    Key,
    Lock,
    Snapshot,
    Index,
    Pack,
}
