namespace Mesh.Functions.Runs;

/// <summary>Asks for a backup of a component, or of all components of a system.</summary>
/// <param name="System">The system.</param>
/// <param name="Component">The component; null for all.</param>
/// <param name="Mode"><c>incremental</c>, the usual, or <c>full</c>.</param>
public sealed record BackupRequest(string System, string? Component = null, string? Mode = null);
