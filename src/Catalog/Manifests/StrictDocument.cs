namespace Mesh.Catalog.Manifests;

/// <summary>
/// Reads a YAML document of a kind of its own as strictly as manifests are read: every field that nobody
/// asked for is refused, with its place, and all that is wrong is said at once.
/// </summary>
public static class StrictDocument
{
    private const int LargestText = 1 << 18;

    /// <summary>Reads a document.</summary>
    /// <param name="text">The YAML or JSON.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <param name="kind">What its field <c>kind</c> has to say.</param>
    /// <param name="read">
    /// Reads the fields; it gives null only after something was reported. Fields that it did not ask for are
    /// refused after it.
    /// </param>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    public static T Read<T>(string text, string file, string kind, Func<MapReader, T?> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(read);
        var sink = new ProblemSink(file);
        if (text.Length > LargestText)
        {
            sink.Add(new Place(1, 1), "", $"the file has more than {LargestText} characters", "shorten it");
            sink.ThrowIfAny();
        }

        var root = DocumentParser.Parse(text, sink);
        if (root is not null and not ManifestMap)
        {
            sink.Add(
                root.Place, "", "fields are expected here",
                $"begin with 'apiVersion: {SystemManifest.ApiVersion}'");
        }

        var value = root is ManifestMap map ? ReadFields(new MapReader(map, "", sink), kind, read) : null;
        sink.ThrowIfAny();
        return value ?? throw new System.Diagnostics.UnreachableException($"{file}: nothing, and no problem");
    }

    private static T? ReadFields<T>(MapReader map, string kind, Func<MapReader, T?> read)
        where T : class
    {
        map.Require("apiVersion", $"write 'apiVersion: {SystemManifest.ApiVersion}'");
        map.Require("kind", $"write 'kind: {kind}'");
        map.Text("apiVersion", ScalarValues.Exactly(SystemManifest.ApiVersion));
        map.Text("kind", ScalarValues.Exactly(kind));
        var value = read(map);
        map.Done();
        return value;
    }
}
