namespace Mesh.Orchestrations.Standbys;

/// <summary>The files of a site are to be backed up as a part of a runbook.</summary>
/// <param name="System">The system.</param>
/// <param name="Component">The component, files.</param>
/// <param name="Site">Whose files.</param>
/// <param name="Name">Names the attempt: asked again in this name, there is one run.</param>
/// <param name="At">When it was asked for.</param>
public sealed record SiteBackupRequest(
    string System, string Component, string Site, string Name, DateTimeOffset At)
{
    /// <summary>The runbook.</summary>
    public required string Runbook { get; init; }

    /// <summary>Whether it is to be kept, and is no recovery point.</summary>
    public bool Keep { get; init; }

    /// <summary>Who asks.</summary>
    public string By { get; init; } = "mesh";
}
