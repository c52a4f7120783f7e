using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Catalog.Manifests;

/// <summary>
/// Reads one YAML document into nodes that know their places. Takes the plain part of YAML only: no anchors,
/// aliases, tags or further documents, so that what is read is what is seen.
/// </summary>
internal sealed class DocumentParser
{
    private const int Deepest = 32;

    private readonly GuardedParser parser;
    private readonly ProblemSink sink;

    private DocumentParser(string text, ProblemSink sink)
    {
        parser = new GuardedParser(text);
        this.sink = sink;
    }

    /// <summary>
    /// The root node; null when there is none, or none that could be read. Problems go to the sink.
    /// </summary>
    public static ManifestNode? Parse(string text, ProblemSink sink)
    {
        if (HalfCharacter(text) is { } place)
        {
            sink.Add(
                place,
                "",
                "here is half of a character (an unpaired surrogate)",
                "write the whole character");
            return null;
        }

        try
        {
            return new DocumentParser(text, sink).Document();
        }
        catch (YamlException failure)
        {
            sink.Add(
                PlaceOf(failure.Start),
                "",
                $"this is not YAML: {Plain(failure.Message)}",
                "check indentation, quotes and brackets here and in the line above");
            return null;
        }
    }

    // No file holds one, but a string that somebody passes can, and it could not be written again.
    private static Place? HalfCharacter(string text)
    {
        var (line, start) = (1, 0);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n')
            {
                (line, start) = (line + 1, at + 1);
            }
            else if (char.IsSurrogate(text[at]) && !char.IsSurrogatePair(text, at++))
            {
                return new Place(line, at - start);
            }
        }

        return null;
    }

    private static Place PlaceOf(in Mark mark) => new((int)mark.Line, (int)mark.Column);

    private static string Plain(string message)
    {
        var text = message.Trim().TrimEnd('.');
        return text.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(text[0]) + text[1..];
    }

    private ManifestNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
        {
            sink.Add(new Place(1, 1), "", "the file is empty", "begin with 'apiVersion: mesh/v1'");
            return null;
        }

        parser.Consume<DocumentStart>();
        var root = Node("", 0);
        parser.Consume<DocumentEnd>();
        if (!parser.Accept<StreamEnd>(out _))
        {
            sink.Add(
                PlaceOf(parser.Current!.Start),
                "",
                "a second document begins here",
                "write one system into each file");
        }

        return root;
    }

    private ManifestNode Node(string field, int depth)
    {
        var start = parser.Current!.Start;
        if (depth > Deepest)
        {
            throw new YamlException(start, start, $"it is nested more than {Deepest} levels deep");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            sink.Add(
                PlaceOf(alias.Start), field, "is an alias, which is not taken here", "write the value out");
            return new ManifestRefused(PlaceOf(alias.Start));
        }

        RefuseDecoration(field);
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new ManifestText(PlaceOf(scalar.Start), scalar.Value);
        }

        return parser.Accept<SequenceStart>(out _) ? List(field, depth) : Map(field, depth);
    }

    private ManifestList List(string field, int depth)
    {
        var start = parser.Consume<SequenceStart>();
        var items = new List<ManifestNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node($"{field}[{items.Count}]", depth + 1));
        }

        return new ManifestList(PlaceOf(start.Start), items);
    }

    private ManifestMap Map(string field, int depth)
    {
        var start = parser.Consume<MappingStart>();
        var fields = new Dictionary<string, (Place, ManifestNode)>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var place = PlaceOf(parser.Current!.Start);
            if (Node(field, depth + 1) is not ManifestText name)
            {
                sink.Add(place, field, "the name of a field must be a word", "write 'name: value'");
                Node(field, depth + 1);
                continue;
            }

            var path = field.Length == 0 ? name.Value : $"{field}.{name.Value}";
            var value = Node(path, depth + 1);
            if (!fields.TryAdd(name.Value, (name.Place, value)))
            {
                sink.Add(
                    name.Place,
                    path,
                    $"the field stands in line {fields[name.Value].Item1.Line} already",
                    "write each field once");
            }
        }

        return new ManifestMap(PlaceOf(start.Start), fields);
    }

    private void RefuseDecoration(string field)
    {
        if (parser.Current is not NodeEvent node)
        {
            return;
        }

        if (!node.Anchor.IsEmpty)
        {
            sink.Add(
                PlaceOf(node.Start), field, "has an anchor, which is not taken here", "leave the anchor out");
        }

        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
        {
            sink.Add(PlaceOf(node.Start), field, "has a tag, which is not taken here", "leave the tag out");
        }
    }
}
