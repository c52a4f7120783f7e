using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Catalog.Manifests;

/// <summary>Writes a tree as YAML that any YAML reader takes for the same values.</summary>
internal static partial class YamlText
{
    public static string Write(JsonObject tree)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, EmitterSettings.Default.WithMaxSimpleKeyLength(1024));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, tree);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart());
                foreach (var (name, value) in map)
                {
                    emitter.Emit(new Scalar(name));
                    Emit(emitter, value!);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, SequenceStyle.Block));
                foreach (var item in list)
                {
                    Emit(emitter, item!);
                }

                emitter.Emit(new SequenceEnd());
                break;
            default:
                emitter.Emit(OfScalar(node));
                break;
        }
    }

    private static Scalar OfScalar(JsonNode node)
    {
        var isText = node.GetValueKind() == JsonValueKind.String;
        var text = isText ? node.GetValue<string>() : node.ToJsonString();
        var style = isText && (MeansSomethingElse().IsMatch(text) || text.Any(IsBreakOrControl))
            ? ScalarStyle.DoubleQuoted
            : ScalarStyle.Any;
        return new Scalar(AnchorName.Empty, TagName.Empty, text, style, true, true);
    }

    // Left to itself the writer takes all of these for line breaks of a block, and loses some.
    private static bool IsBreakOrControl(char letter) =>
        char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF';

    // What a YAML 1.1 or 1.2 reader would take for a number, a boolean, a time or nothing.
    [GeneratedRegex(
        @"^(?:[-+.]?[0-9].*|~|null|true|false|yes|no|on|off|y|n|[-+]?\.(?:inf|nan)|)$",
        RegexOptions.IgnoreCase)]
    private static partial Regex MeansSomethingElse();
}
