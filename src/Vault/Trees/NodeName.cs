using System.Text;

namespace Mesh.Vault.Trees;

/// <summary>
/// A file name as the kernel has it: bytes, usually UTF-8 but not always. Ordered and compared by its bytes.
/// </summary>
public readonly struct NodeName : IEquatable<NodeName>, IComparable<NodeName>
{
    private readonly byte[]? _bytes;

    /// <param name="bytes">Copied.</param>
    public NodeName(ReadOnlySpan<byte> bytes) => _bytes = bytes.ToArray();

    private NodeName(byte[] owned) => _bytes = owned;

    public ReadOnlySpan<byte> Span => _bytes;

    public ReadOnlyMemory<byte> Memory => _bytes;

    public int Length => _bytes?.Length ?? 0;

    /// <summary>Whether the name can be an entry of a directory: not empty, <c>.</c> or <c>..</c>, no slash,
    /// no NUL.</summary>
    public bool IsSafe =>
        Length > 0 && !Span.ContainsAny((byte)'/', (byte)0) && !Span.SequenceEqual("."u8)
            && !Span.SequenceEqual(".."u8);

    /// <summary>The name whose bytes are <paramref name="text"/> in UTF-8.</summary>
    public static NodeName FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>For people: bytes that are not UTF-8 show as U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    public bool Equals(NodeName other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is NodeName other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    public int CompareTo(NodeName other) => Span.SequenceCompareTo(other.Span);

    public static bool operator ==(NodeName left, NodeName right) => left.Equals(right);

    public static bool operator !=(NodeName left, NodeName right) => !left.Equals(right);

    public static bool operator <(NodeName left, NodeName right) => left.CompareTo(right) < 0;

    public static bool operator >(NodeName left, NodeName right) => left.CompareTo(right) > 0;

    public static bool operator <=(NodeName left, NodeName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(NodeName left, NodeName right) => left.CompareTo(right) >= 0;
}
