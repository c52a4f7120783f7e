using Mesh.Domain.Errors;

namespace Mesh.Domain.Names;

/// <summary>A component of a system, written <c>SYSTEM/COMPONENT</c>.</summary>
public sealed record ComponentAddress(SystemName System, ComponentName Component)
{
    /// <summary>Reads <c>SYSTEM/COMPONENT</c>.</summary>
    public static Parsed<ComponentAddress> Read(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2)
        {
            return new Problem($"'{text}' does not name a component", "write SYSTEM/COMPONENT");
        }

        var system = SystemName.Read(parts[0]);
        var component = ComponentName.Read(parts[1]);
        return !system.IsValid ? system.Problem
            : !component.IsValid ? component.Problem
            : new ComponentAddress(system.Value, component.Value);
    }

    /// <summary>As <see cref="Read"/>, but throws a <see cref="MeshException"/>.</summary>
    public static ComponentAddress Parse(string text) =>
        Read(text).OrThrow("invalid-component-address", text);

    /// <inheritdoc/>
    public override string ToString() => $"{System}/{Component}";
}
