using Mesh.Catalog.Manifests;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Secrets;
using Mesh.Domain.Spelling;

namespace Mesh.Catalog.AlertSources;

/// <summary>The file that declares who may send alerts: YAML, of which JSON is a part.</summary>
public static class AlertSourceFile
{
    /// <summary>The kind of document.</summary>
    public const string Kind = "AlertSources";

    private const int LargestText = 1 << 18;

    /// <summary>Reads the file's text.</summary>
    /// <param name="text">The YAML or JSON.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    public static IReadOnlyList<AlertSource> Read(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sink = new ProblemSink(file);
        if (text.Length > LargestText)
        {
            sink.Add(
                new Place(1, 1), "", $"the file has more than {LargestText} characters", "declare fewer");
            sink.ThrowIfAny();
        }

        var root = DocumentParser.Parse(text, sink);
        if (root is not null and not ManifestMap)
        {
            sink.Add(
                root.Place,
                "",
                "fields are expected here",
                $"begin with 'apiVersion: {SystemManifest.ApiVersion}'");
        }

        var sources = root is ManifestMap map ? Sources(new MapReader(map, "", sink)) : [];
        RefuseDoubles(root, sources, sink);
        sink.ThrowIfAny();
        return [.. sources.OfType<AlertSource>()];
    }

    /// <summary>Reads the file; where there is none, nobody may send alerts.</summary>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    /// <exception cref="MeshException"><c>unreadable-alert-sources</c>: it cannot be read.</exception>
    public static async Task<IReadOnlyList<AlertSource>> ReadFileAsync(
        string path, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await File.ReadAllTextAsync(path, cancellationToken), path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(
                "unreadable-alert-sources",
                path,
                failure.Message.TrimEnd('.'),
                "let the user that runs Mesh read the file",
                innerException: failure);
        }
    }

    private static List<AlertSource?> Sources(MapReader root)
    {
        root.Require("apiVersion", $"write 'apiVersion: {SystemManifest.ApiVersion}'");
        root.Require("kind", $"write 'kind: {Kind}'");
        root.Require("sources", "list who may send alerts");
        root.Text("apiVersion", ScalarValues.Exactly(SystemManifest.ApiVersion));
        root.Text("kind", ScalarValues.Exactly(Kind));
        var sources = root.Maps("sources").Select(Source).ToList();
        root.Done();
        return sources;
    }

    private static AlertSource? Source(MapReader map)
    {
        map.Require("name", "name the source; the name is part of the address it sends to");
        map.Require("kind", $"write one of {string.Join(", ", Words.All<AlertSourceKind>())}");
        map.Require("secret", "say where the secret is: env:NAME or file:/path");
        map.Require("system", "name the one system that the source may speak for");
        var name = map.Text("name", AlertSourceName.Read);
        var kind = map.Value("kind", Words.Read<AlertSourceKind>);
        var secret = map.Text("secret", SecretReference.Read);
        var system = map.Text("system", SystemName.Read);
        map.Done();
        return name is null || kind is null || secret is null || system is null
            ? null
            : new AlertSource(name, kind.Value, secret, system);
    }

    private static void RefuseDoubles(ManifestNode? root, List<AlertSource?> sources, ProblemSink sink)
    {
        for (var place = 0; place < sources.Count; place++)
        {
            if (sources[place] is { } source
                && sources.Take(place).Any(earlier => earlier?.Name == source.Name))
            {
                var field = $"sources[{place}].name";
                sink.Add(
                    FieldPlaces.Of(root!, field),
                    field,
                    $"there is a source '{source.Name}' already",
                    "give each its own name");
            }
        }
    }
}
