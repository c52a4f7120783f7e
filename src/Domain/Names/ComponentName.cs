using Mesh.Domain.Errors;

namespace Mesh.Domain.Names;

/// <summary>The name of a component: a part of a system that is protected on its own.</summary>
public sealed record ComponentName
{
    private ComponentName(string value) => Value = value;

    /// <summary>The name itself.</summary>
    public string Value { get; }

    /// <summary>
    /// Reads a name: 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter.
    /// </summary>
    public static Parsed<ComponentName> Read(string text) =>
        NameRule.Check(text) is { } problem ? problem : new ComponentName(text);

    /// <summary>
    /// As <see cref="Read"/>, but throws a <see cref="MeshException"/> with code
    /// <c>invalid-component-name</c>.
    /// </summary>
    public static ComponentName Parse(string text) => Read(text).OrThrow("invalid-component-name", text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
