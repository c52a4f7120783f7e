using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Vault.Errors;

namespace Mesh.Vault.Trees;

/// <summary>One directory's entries, strictly increasing by the bytes of their names.</summary>
public sealed class Tree
{
    private readonly List<Node> _nodes;

    private Tree(BlobId id, List<Node> nodes)
    {
        Id = id;
        _nodes = nodes;
    }

    public BlobId Id { get; }

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>
    /// Reads the bytes of a tree blob. Fields that are not known are skipped; names are given as they are, so
    /// whoever creates files from them asks <see cref="NodeName.IsSafe"/>.
    /// </summary>
    /// <exception cref="MeshException"><c>damaged-tree</c>: not a tree, or its names are not in
    /// order.</exception>
    public static Tree Parse(BlobId id, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var nodes = ReadNodes(bytes);
            for (var i = 1; i < nodes.Count; i++)
            {
                if (nodes[i - 1].Name >= nodes[i].Name)
                {
                    throw new FormatException($"its entry '{nodes[i].Name}' is out of order or there twice");
                }
            }

            return new Tree(id, nodes);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException
            or OverflowException or ArgumentException)
        {
            throw Damage.Of("damaged-tree", $"tree {id}", error.Message, error);
        }
    }

    /// <summary>The entry of that name, or null.</summary>
    public Node? Find(NodeName name)
    {
        var low = 0;
        var high = _nodes.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = _nodes[middle].Name.CompareTo(name);
            if (order == 0)
            {
                return _nodes[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    private static List<Node> ReadNodes(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        List<Node>? nodes = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isNodes = reader.ValueTextEquals("nodes"u8);
            reader.Read();
            if (!isNodes)
            {
                reader.Skip();
                continue;
            }

            nodes = [];
            if (reader.TokenType == JsonTokenType.Null)
            {
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new FormatException("its nodes are not an array");
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                nodes.Add(NodeJsonReader.Read(ref reader));
            }
        }

        if (reader.Read())
        {
            throw new FormatException("there is more after its end");
        }

        return nodes ?? throw new FormatException("it has no nodes");
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw new FormatException("it is not a JSON object");
        }
    }
}
