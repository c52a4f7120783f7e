using System.Buffers;

namespace Mesh.Vault.Trees;

/// <summary>
/// Writes the bytes of one tree blob, node by node. The same nodes give the same bytes as restic writes, so
/// that unchanged directories share one blob whoever wrote them.
/// </summary>
public sealed class TreeWriter
{
    private readonly ArrayBufferWriter<byte> _output = new(1_024);
    private NodeName _last;
    private bool _finished;

    public TreeWriter() => _output.Write("{\"nodes\":["u8);

    /// <summary>How many nodes were added.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of a tree of <paramref name="nodes"/>, which are sorted.</summary>
    public static ReadOnlyMemory<byte> Write(IEnumerable<Node> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        var writer = new TreeWriter();
        foreach (var node in nodes)
        {
            writer.Add(node);
        }

        return writer.Finish();
    }

    /// <summary>Adds a node, whose name must sort after all those before it.</summary>
    /// <exception cref="ArgumentException">The name is not a file name, or it is out of order.</exception>
    public void Add(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        ObjectDisposedException.ThrowIf(_finished, this);
        if (!node.Name.IsSafe)
        {
            throw new ArgumentException(
                $"'{node.Name}' cannot be the name of a directory entry", nameof(node));
        }

        if (Count > 0)
        {
            if (_last >= node.Name)
            {
                throw new ArgumentException($"'{node.Name}' does not sort after '{_last}'", nameof(node));
            }

            _output.Write(","u8);
        }

        NodeJson.Write(_output, node);
        _last = node.Name;
        Count++;
    }

    /// <summary>The bytes; nothing can be added afterwards. They belong to this writer.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        if (!_finished)
        {
            _output.Write("]}\n"u8);
            _finished = true;
        }

        return _output.WrittenMemory;
    }
}
