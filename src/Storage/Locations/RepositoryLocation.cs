using Mesh.Domain.Errors;

namespace Mesh.Storage.Locations;

/// <summary>Where a repository is, in restic's notation, so that what is typed for one works for the other:
/// <c>/path</c>, <c>local:path</c> or <c>azure:container:/prefix</c>.</summary>
public abstract record RepositoryLocation
{
    private static readonly string[] OtherSchemes =
        ["b2", "gs", "opendal", "rclone", "rest", "s3", "sftp", "swift", "file", "http", "https"];

    /// <summary>Throws <c>bad-repository</c>, naming what is wrong and what would be right.</summary>
    public static RepositoryLocation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Bad("(empty)", "the repository's location is empty");
        }

        if (text.Any(char.IsControl))
        {
            throw Bad("(not shown)", "the repository's location has a control character");
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var scheme = colon < 0 ? "" : text[..colon];
        return scheme switch
        {
            "local" => FolderLocation.At(text, text[(colon + 1)..]),
            "azure" => AzureLocation.At(text, text[(colon + 1)..]),
            _ when OtherSchemes.Contains(scheme, StringComparer.Ordinal) =>
                throw Bad(scheme + ":…", $"Mesh has no store for '{scheme}:'"),
            _ when colon >= 0 && !LooksLikePath(text) => throw Bad(scheme + ":…",
                "the location is neither a path nor of a known kind",
                "a folder with ':' in its name is written local:NAME"),
            _ => FolderLocation.At(text, text),
        };
    }

    internal static MeshException Bad(string subject, string cause, string? hint = null) => new(
        "bad-repository", subject, cause, hint ?? "write /path, local:path or azure:container:/prefix",
        ExitCode.BadInput);

    private static bool LooksLikePath(string text) =>
        text[0] == '/' || text.StartsWith("./", StringComparison.Ordinal)
        || text.StartsWith("../", StringComparison.Ordinal);
}
