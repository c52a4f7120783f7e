namespace Mesh.Vault.Trees;

/// <summary>One extended attribute of a file.</summary>
/// <param name="Name">With its namespace: <c>user.comment</c>.</param>
/// <param name="Value">May be empty.</param>
public sealed record Xattr(string Name, ReadOnlyMemory<byte> Value)
{
    public bool Equals(Xattr? other) =>
        other is not null && Name == other.Name && Value.Span.SequenceEqual(other.Value.Span);

    public override int GetHashCode() => HashCode.Combine(Name, Value.Length);
}
