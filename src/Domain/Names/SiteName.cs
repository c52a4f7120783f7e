using Mesh.Domain.Errors;

namespace Mesh.Domain.Names;

/// <summary>The name of a site: a place where a copy of a system lives.</summary>
public sealed record SiteName
{
    private SiteName(string value) => Value = value;

    /// <summary>The name itself.</summary>
    public string Value { get; }

    /// <summary>
    /// Reads a name: 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter.
    /// </summary>
    public static Parsed<SiteName> Read(string text) =>
        NameRule.Check(text) is { } problem ? problem : new SiteName(text);

    /// <summary>
    /// As <see cref="Read"/>, but throws a <see cref="MeshException"/> with code <c>invalid-site-name</c>.
    /// </summary>
    public static SiteName Parse(string text) => Read(text).OrThrow("invalid-site-name", text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
