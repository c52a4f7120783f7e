using System.Text;
using System.Text.Json.Nodes;
using Mesh.Domain.Errors;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Manifests;

/// <summary>A system as its owner writes it: YAML, of which JSON is a part.</summary>
public static class SystemManifest
{
    /// <summary>The version of the language that is read and written.</summary>
    public const string ApiVersion = "mesh/v1";

    /// <summary>The kind of document.</summary>
    public const string Kind = "System";

    /// <summary>The most characters that are read.</summary>
    public const int LargestText = 1 << 20;

    /// <summary>Reads a manifest.</summary>
    /// <param name="text">The YAML or JSON.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    public static SystemDefinition Read(string text, string file) => Read(text, file, SystemRules.Check);

    /// <summary>
    /// As <see cref="Read(string, string)"/>, but whether its objectives can be met is left open.
    /// </summary>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    public static SystemDefinition ReadDraft(string text, string file) =>
        Read(text, file, SystemRules.CheckDraft);

    private static SystemDefinition Read(
        string text, string file, Func<SystemDefinition, IEnumerable<FieldProblem>> check)
    {
        var sink = new ProblemSink(file);
        if (text.Length > LargestText)
        {
            sink.Add(
                new Place(1, 1), "", $"the file has more than {LargestText} characters", "split the system");
            sink.ThrowIfAny();
        }

        var root = DocumentParser.Parse(text, sink);
        if (root is not null and not ManifestMap)
        {
            sink.Add(root.Place, "", "fields are expected here", $"begin with 'apiVersion: {ApiVersion}'");
        }

        var system = root is ManifestMap map ? SystemReader.Read(new MapReader(map, "", sink)) : null;
        if (system is not null && sink.IsEmpty)
        {
            foreach (var problem in check(system))
            {
                sink.Add(FieldPlaces.Of(root!, problem.Field), problem.Field, problem.Cause, problem.Hint);
            }
        }

        sink.ThrowIfAny();
        return system!;
    }

    /// <summary>Reads a manifest from a file.</summary>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    /// <exception cref="MeshException"><c>unreadable-manifest</c>: the file cannot be read.</exception>
    public static Task<SystemDefinition> ReadFileAsync(string path, CancellationToken cancellationToken) =>
        ReadFileAsync(path, Read, cancellationToken);

    /// <summary>
    /// As <see cref="ReadFileAsync(string, CancellationToken)"/>, but whether its objectives can be met is
    /// left open.
    /// </summary>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    /// <exception cref="MeshException"><c>unreadable-manifest</c>: the file cannot be read.</exception>
    public static Task<SystemDefinition> ReadDraftFileAsync(
        string path, CancellationToken cancellationToken) =>
        ReadFileAsync(path, ReadDraft, cancellationToken);

    private static async Task<SystemDefinition> ReadFileAsync(
        string path, Func<string, string, SystemDefinition> read, CancellationToken cancellationToken)
    {
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            if (new FileInfo(path).Length > LargestText * 4L)
            {
                throw Unreadable(path, "the file is too large for a manifest", "name another file", null);
            }

            return read(await File.ReadAllTextAsync(path, strict, cancellationToken), path);
        }
        catch (DecoderFallbackException failure)
        {
            throw Unreadable(path, "the file is not UTF-8 text", "save it as UTF-8", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, failure.Message.TrimEnd('.'), "name a file that can be read", failure);
        }
    }

    /// <summary>
    /// The canonical YAML of a system: all fields in a fixed order, effective values written out.
    /// </summary>
    public static string ToYaml(SystemDefinition system) => YamlText.Write(SystemTree.Of(system));

    /// <summary>The canonical JSON of a system, of the same fields.</summary>
    public static JsonObject ToJson(SystemDefinition system) => SystemTree.Of(system);

    private static MeshException Unreadable(string path, string cause, string hint, Exception? inner) =>
        new("unreadable-manifest", path, cause, hint, ExitCode.BadInput, inner);
}
