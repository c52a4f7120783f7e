using Mesh.Catalog.Manifests;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Secrets;
using Mesh.Domain.Spelling;

namespace Mesh.Catalog.AlertSources;

/// <summary>The file that declares who may send alerts.</summary>
public static class AlertSourceFile
{
    /// <summary>The kind of document.</summary>
    public const string Kind = "AlertSources";

    /// <summary>Reads the file's text.</summary>
    /// <param name="text">The YAML or JSON.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    public static IReadOnlyList<AlertSource> Read(string text, string file) =>
        DeclarationFile.Read(text, file, Kind, "sources", Source, source => source.Name.Value);

    /// <summary>Reads the file; where there is none, nobody may send alerts.</summary>
    /// <exception cref="InvalidManifestException">It is refused; all problems are listed.</exception>
    /// <exception cref="MeshException"><c>unreadable-declaration</c>: it cannot be read.</exception>
    public static async Task<IReadOnlyList<AlertSource>> ReadFileAsync(
        string path, CancellationToken cancellationToken) =>
        await DeclarationFile.TextAsync(path, cancellationToken) is { } text ? Read(text, path) : [];

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
}
