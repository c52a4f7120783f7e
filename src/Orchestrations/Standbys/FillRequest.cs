namespace Mesh.Orchestrations.Standbys;

/// <summary>A standby is to be filled with what the vault holds of its component.</summary>
/// <param name="System">The system.</param>
/// <param name="Component">The component, a database.</param>
/// <param name="Target">The standby's server, with a reference to its password.</param>
/// <param name="Name">Names the attempt: asked again in this name, there is one run.</param>
/// <param name="At">When it was asked for.</param>
public sealed record FillRequest(
    string System, string Component, string Target, string Name, DateTimeOffset At)
{
    /// <summary>The last transaction that must be there, as <c>0-1-9</c>; empty: all that is held.</summary>
    public string Until { get; init; } = "";

    /// <summary>Whether it is loaded anew even where only the log would have to be applied.</summary>
    public bool Anew { get; init; }

    /// <summary>Whether what it holds may be replaced, whether it was filled before or not.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Who asks.</summary>
    public string By { get; init; } = "mesh";
}
