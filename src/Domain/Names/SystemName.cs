using Mesh.Domain.Errors;

namespace Mesh.Domain.Names;

/// <summary>The name of a system: one business application that is protected.</summary>
public sealed record SystemName
{
    private SystemName(string value) => Value = value;

    /// <summary>The name itself.</summary>
    public string Value { get; }

    /// <summary>
    /// Reads a name: 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter.
    /// </summary>
    public static Parsed<SystemName> Read(string text) =>
        NameRule.Check(text) is { } problem ? problem : new SystemName(text);

    /// <summary>
    /// As <see cref="Read"/>, but throws a <see cref="MeshException"/> with code <c>invalid-system-name</c>.
    /// </summary>
    public static SystemName Parse(string text) => Read(text).OrThrow("invalid-system-name", text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
