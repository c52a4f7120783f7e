using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Ranges;

/// <summary>
/// A place in the walk of a tree: just before an entry, or within a file's content. The walk goes depth
/// first, the entries of a directory by the bytes of their names, a directory before what is in it. Paths are
/// those within the snapshot, so a position means the same whether the tree is read from disk or from the
/// repository.
/// </summary>
[JsonConverter(typeof(TreePositionJsonConverter))]
public sealed class TreePosition : IEquatable<TreePosition>
{
    private readonly NodeName[] _path;

    /// <param name="path">The names from the root; at least one.</param>
    /// <param name="offset">Bytes into the file's content; 0 means before the entry.</param>
    public TreePosition(IReadOnlyList<NodeName> path, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfZero(path.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        _path = [.. path];
        Offset = offset;
    }

    public IReadOnlyList<NodeName> Path => _path;

    public long Offset { get; }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static TreePosition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var mark = text.LastIndexOf('@');
        long offset = 0;
        if (text.Length < 2 || text[0] != '/' || (mark >= 0
            && !long.TryParse(
                text.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out offset)))
        {
            throw new FormatException($"'{text}' is no position in a tree");
        }

        var path = mark < 0 ? text[1..] : text[1..mark];
        var names = path.Split('/').Select(PercentEncoding.Decode).ToArray();
        return Array.TrueForAll(names, name => name.IsSafe)
            ? new TreePosition(names, offset)
            : throw new FormatException($"'{text}' is no position in a tree");
    }

    /// <summary>
    /// The position as text: <c>/home/me/a%20b</c>, or <c>/home/me/big@268435456</c> within a file.
    /// </summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var name in _path)
        {
            text.Append('/');
            PercentEncoding.Encode(name, text);
        }

        if (Offset > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"@{Offset}");
        }

        return text.ToString();
    }

    /// <summary>Below zero where this comes first in the walk.</summary>
    public int CompareTo(TreePosition? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (var i = 0; i < _path.Length && i < other._path.Length; i++)
        {
            var order = _path[i].CompareTo(other._path[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return _path.Length != other._path.Length
            ? _path.Length.CompareTo(other._path.Length)
            : Offset.CompareTo(other.Offset);
    }

    public bool Equals(TreePosition? other) => other is not null && CompareTo(other) == 0;

    public override bool Equals(object? obj) => Equals(obj as TreePosition);

    public override int GetHashCode() => HashCode.Combine(_path.Length, _path[^1], Offset);
}
