namespace Mesh.Storage.Locations;

/// <summary>A container of Azure Blob Storage, or a folder in it. The account comes from the
/// environment.</summary>
public sealed record AzureLocation : RepositoryLocation
{
    private AzureLocation(string container, string prefix) => (Container, Prefix) = (container, prefix);

    public string Container { get; }

    /// <summary>The folder without '/' at either end; empty for the container's root.</summary>
    public string Prefix { get; }

    public override string ToString() => $"azure:{Container}:/{Prefix}";

    internal static AzureLocation At(string text, string rest)
    {
        var colon = rest.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            throw Bad(text, "the path after the container is missing", "write azure:container:/prefix");
        }

        var container = rest[..colon];
        if (!IsContainerName(container))
        {
            throw Bad(text, $"'{container}' is no name of a container",
                "3 to 63 lower-case letters, digits and single hyphens, none first or last");
        }

        var prefix = rest[(colon + 1)..].Trim('/');
        if (prefix.Length > 0 && !ObjectKey.IsValid(prefix))
        {
            throw Bad(text, $"'{prefix}' is no path in a container",
                "use plain ASCII names, without '.' and '..'");
        }

        return new AzureLocation(container, prefix);
    }

    private static bool IsContainerName(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal);
}
