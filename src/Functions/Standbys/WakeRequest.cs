namespace Mesh.Functions.Standbys;

/// <summary>Asks for a system's standbys to be woken now.</summary>
/// <param name="System">The system.</param>
/// <param name="Kind"><c>cycle</c> or <c>inspection</c>.</param>
public sealed record WakeRequest(string System, string Kind = "cycle");
