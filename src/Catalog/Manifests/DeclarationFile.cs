using Mesh.Domain.Errors;

namespace Mesh.Catalog.Manifests;

/// <summary>
/// A YAML file, of which JSON is a part, that declares something about Mesh itself and is read whenever it is
/// needed, so that a change of it holds at once.
/// </summary>
public static class DeclarationFile
{
    private const int LargestText = 1 << 18;

    /// <summary>Reads the file's text.</summary>
    /// <param name="text">The YAML or JSON.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <param name="kind">The kind of document.</param>
    /// <param name="list">The field that lists what is declared.</param>
    /// <param name="read">Reads one item; null where it has told of a problem.</param>
    /// <param name="name">An item's name, which is to be the only one such.</param>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    internal static IReadOnlyList<T> Read<T>(
        string text, string file, string kind, string list, Func<MapReader, T?> read, Func<T, string> name)
        where T : class
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

        var items = root is ManifestMap map ? Items(new MapReader(map, "", sink), kind, list, read) : [];
        for (var place = 0; place < items.Count; place++)
        {
            if (items[place] is { } item
                && items.Take(place).OfType<T>().Any(earlier => name(earlier) == name(item)))
            {
                var field = $"{list}[{place}].name";
                sink.Add(
                    FieldPlaces.Of(root!, field), field, $"there is '{name(item)}' already",
                    "give each its own name");
            }
        }

        sink.ThrowIfAny();
        return [.. items.OfType<T>()];
    }

    /// <summary>The file's text; null where there is none.</summary>
    /// <exception cref="MeshException"><c>unreadable-declaration</c>: it cannot be read.</exception>
    internal static async Task<string?> TextAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(
                "unreadable-declaration",
                path,
                failure.Message.TrimEnd('.'),
                "let the user that runs Mesh read the file",
                innerException: failure);
        }
    }

    private static List<T?> Items<T>(MapReader root, string kind, string list, Func<MapReader, T?> read)
    {
        root.Require("apiVersion", $"write 'apiVersion: {SystemManifest.ApiVersion}'");
        root.Require("kind", $"write 'kind: {kind}'");
        root.Require(list, "list what is declared");
        root.Text("apiVersion", ScalarValues.Exactly(SystemManifest.ApiVersion));
        root.Text("kind", ScalarValues.Exactly(kind));
        var items = root.Maps(list).Select(read).ToList();
        root.Done();
        return items;
    }
}
