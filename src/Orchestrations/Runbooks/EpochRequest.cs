namespace Mesh.Orchestrations.Runbooks;

/// <summary>The next epoch is wanted for a site.</summary>
/// <param name="System">The system.</param>
/// <param name="Site">The site.</param>
/// <param name="Claimer">
/// Names who asks; asked again in this name, an epoch that was won is given again.
/// </param>
/// <param name="Holder">The site that holds the newest epoch as far as the asker knows.</param>
/// <param name="Held">
/// That epoch. Where another site has won a newer one the asker is behind the times, and gets none.
/// </param>
public sealed record EpochRequest(string System, string Site, string Claimer, string Holder, long Held);
