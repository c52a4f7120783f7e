namespace Mesh.Vault.Trees;

/// <summary>What a <see cref="Node"/> is.</summary>
public enum NodeType
{
    File,
    Dir,
    Symlink,
    BlockDevice,
    CharDevice,
    Fifo,
    Socket,
    Irregular,
}
