namespace Mesh.Cli.ControlPlane;

/// <summary>A runbook that was under way when the cut was made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="System">What it moves.</param>
/// <param name="From">The site that was production.</param>
/// <param name="To">The site that becomes it.</param>
/// <param name="Step">The step that it is at by the catalogue; it may be at an earlier one, which is done
/// again.</param>
/// <param name="Title">What that step does.</param>
public sealed record RescuedRunbook(
    string Id, string System, string From, string To, string Step, string Title);
