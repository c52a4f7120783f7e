using Mesh.Domain.Errors;

namespace Mesh.Domain.Names;

/// <summary>The name of a source of alerts, such as a monitoring system.</summary>
public sealed record AlertSourceName
{
    private AlertSourceName(string value) => Value = value;

    /// <summary>The name itself.</summary>
    public string Value { get; }

    /// <summary>
    /// Reads a name: 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter.
    /// </summary>
    public static Parsed<AlertSourceName> Read(string text) =>
        NameRule.Check(text) is { } problem ? problem : new AlertSourceName(text);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
