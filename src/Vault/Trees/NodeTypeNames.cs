namespace Mesh.Vault.Trees;

/// <summary>The names that the stored form has for <see cref="NodeType"/>.</summary>
internal static class NodeTypeNames
{
    public static ReadOnlySpan<byte> Of(NodeType type) => type switch
    {
        NodeType.File => "file"u8,
        NodeType.Dir => "dir"u8,
        NodeType.Symlink => "symlink"u8,
        NodeType.BlockDevice => "dev"u8,
        NodeType.CharDevice => "chardev"u8,
        NodeType.Fifo => "fifo"u8,
        NodeType.Socket => "socket"u8,
        NodeType.Irregular => "irregular"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no such node type"),
    };

    public static bool TryParse(ReadOnlySpan<byte> name, out NodeType type)
    {
        for (type = NodeType.File; type <= NodeType.Irregular; type++)
        {
            if (name.SequenceEqual(Of(type)))
            {
                return true;
            }
        }

        return false;
    }
}
