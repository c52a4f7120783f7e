namespace Mesh.Orchestrations.Standbys;

/// <summary>How far a site's own log is held by its successor.</summary>
/// <param name="Text">As <see cref="Domain.Sites.SiteOrder.Held"/>; empty where it had no successor that was
/// filled.</param>
public sealed record HeldPlace(string Text);
