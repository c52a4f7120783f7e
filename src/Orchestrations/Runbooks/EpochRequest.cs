namespace Mesh.Orchestrations.Runbooks;

/// <summary>The next epoch is wanted for a site.</summary>
/// <param name="System">The system.</param>
/// <param name="Site">The site.</param>
/// <param name="Claimer">
/// Names who asks; asked again in this name, an epoch that was won is given again.
/// </param>
public sealed record EpochRequest(string System, string Site, string Claimer);
