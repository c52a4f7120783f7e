namespace Mesh.Functions.Runs;

/// <summary>Asks for a restore.</summary>
/// <param name="System">The system.</param>
/// <param name="Component">The component.</param>
/// <param name="Target">
/// The folder to restore to, an absolute path; or, for a database, the connection of a server.
/// </param>
/// <param name="Point">
/// The recovery point; the newest where neither this nor <paramref name="At"/> is given.
/// </param>
/// <param name="At">
/// The moment: exactly this one, with all of its second, for a database whose log was captured and that is
/// restored to a server; else the newest point not after it.
/// </param>
/// <param name="Overwrite">Whether the target may hold something already.</param>
public sealed record RestoreRequest(
    string System,
    string Component,
    string Target,
    string? Point = null,
    DateTimeOffset? At = null,
    bool Overwrite = false);
