using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;

namespace Mesh.Catalog.Manifests;

/// <summary>
/// Reads the fields of one map. What is missing or wrong goes to the sink and reads as absent; fields that
/// nobody asked for are refused at the end.
/// </summary>
public sealed class MapReader
{
    private readonly ManifestMap map;
    private readonly string path;
    private readonly ProblemSink sink;
    private readonly List<string> known = [];
    private readonly List<string> later = [];

    internal MapReader(ManifestMap map, string path, ProblemSink sink) =>
        (this.map, this.path, this.sink) = (map, path, sink);

    /// <summary>The way to the map itself.</summary>
    public string Path => path;

    /// <summary>The names of the map's fields, for a map whose names are its owner's.</summary>
    public IEnumerable<string> Names => map.Fields.Keys;

    /// <summary>The way to a field of the map.</summary>
    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Reports a field that is absent.</summary>
    public void Require(string name, string hint)
    {
        if (!map.Fields.ContainsKey(name))
        {
            sink.Add(map.Place, PathOf(name), "the field is missing", hint);
        }
    }

    /// <summary>Reports what is wrong with a field, or with the map where it lacks the field.</summary>
    public void Refuse(string name, string cause, string hint)
    {
        var place = map.Fields.TryGetValue(name, out var field) ? field.Value.Place : map.Place;
        sink.Add(place, PathOf(name), cause, hint);
    }

    /// <summary>Names fields that are taken for later, so that they are refused as such.</summary>
    public void Later(params ReadOnlySpan<string> names) => later.AddRange(names);

    /// <summary>A value read from text; null when absent or wrong.</summary>
    public T? Text<T>(string name, Func<string, Parsed<T>> read)
        where T : class =>
        Read(name, read) is { IsValid: true } parsed ? parsed.Value : null;

    /// <summary>A value read from text; null when absent or wrong.</summary>
    public T? Value<T>(string name, Func<string, Parsed<T>> read)
        where T : struct =>
        Read(name, read) is { IsValid: true } parsed ? parsed.Value : null;

    /// <summary>A field that is a map itself; null when absent or not a map.</summary>
    public MapReader? Map(string name) => Find(name) switch
    {
        null => null,
        ManifestMap inner => new MapReader(inner, PathOf(name), sink),
        var other =>
            Wrong<MapReader>(
                other, PathOf(name), "fields are expected here", "write 'name: value' lines, indented"),
    };

    /// <summary>The maps of a list; empty when absent or not a list.</summary>
    public IEnumerable<MapReader> Maps(string name)
    {
        foreach (var (item, field) in Items(name))
        {
            if (item is ManifestMap inner)
            {
                yield return new MapReader(inner, field, sink);
            }
            else
            {
                sink.Add(item.Place, field, "fields are expected here", "write '- name: value'");
            }
        }
    }

    /// <summary>The texts of a list; empty when absent or not a list.</summary>
    public IReadOnlyList<string> Texts(string name) => Texts<string>(name, text => text);

    /// <summary>What the texts of a list stand for; wrong ones are reported and left out.</summary>
    public IReadOnlyList<T> Texts<T>(string name, Func<string, Parsed<T>> read)
        where T : class
    {
        var values = new List<T>();
        foreach (var (item, field) in Items(name))
        {
            if (item is not ManifestText text)
            {
                sink.Add(item.Place, field, "a single value is expected here", "write '- value'");
            }
            else if (read(text.Value) is { IsValid: true } parsed)
            {
                values.Add(parsed.Value);
            }
            else
            {
                sink.Add(item.Place, field, read(text.Value).Problem!);
            }
        }

        return values;
    }

    /// <summary>The lists of texts of a list; empty when absent or not a list.</summary>
    public IReadOnlyList<IReadOnlyList<string>> TextLists(string name)
    {
        var lists = new List<IReadOnlyList<string>>();
        foreach (var (item, field) in Items(name))
        {
            if (item is ManifestList list && list.Items.All(each => each is ManifestText))
            {
                lists.Add([.. list.Items.Cast<ManifestText>().Select(each => each.Value)]);
            }
            else
            {
                sink.Add(item.Place, field, "a list of values is expected here", "write '- [value, value]'");
            }
        }

        return lists;
    }

    /// <summary>Refuses what was not read.</summary>
    public void Done()
    {
        foreach (var (name, (place, _)) in map.Fields)
        {
            if (known.Contains(name))
            {
                continue;
            }

            sink.Add(place, PathOf(name), later.Contains(name)
                ? new Problem($"'{name}' is not built yet", "leave it out")
                : new Problem("there is no such field", NearestWord.Hint(name, known)));
        }
    }

    private ManifestNode? Find(string name)
    {
        known.Add(name);
        return map.Fields.TryGetValue(name, out var field)
            && field.Value is not ManifestRefused ? field.Value : null;
    }

    private Parsed<T>? Read<T>(string name, Func<string, Parsed<T>> read)
        where T : notnull
    {
        if (Find(name) is not { } node)
        {
            return null;
        }

        if (node is not ManifestText text)
        {
            sink.Add(node.Place, PathOf(name), "a single value is expected here", $"write '{name}: value'");
            return null;
        }

        if (text.Value.Length == 0)
        {
            sink.Add(
                node.Place, PathOf(name), "the field has no value", "write a value, or leave the field out");
            return null;
        }

        var parsed = read(text.Value);
        if (!parsed.IsValid)
        {
            sink.Add(node.Place, PathOf(name), parsed.Problem);
        }

        return parsed;
    }

    private IEnumerable<(ManifestNode Item, string Field)> Items(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case ManifestList list:
                return list.Items
                    .Select((item, place) => (Item: item, Field: $"{PathOf(name)}[{place}]"))
                    .Where(each => each.Item is not ManifestRefused);
            case var other:
                sink.Add(
                    other.Place,
                    PathOf(name),
                    "a list is expected here",
                    "write '- value' lines, or [value, value]");
                return [];
        }
    }

    private T? Wrong<T>(ManifestNode node, string field, string cause, string hint)
        where T : class
    {
        sink.Add(node.Place, field, cause, hint);
        return null;
    }
}
