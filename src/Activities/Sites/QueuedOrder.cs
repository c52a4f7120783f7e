namespace Mesh.Activities.Sites;

/// <summary>A message of a site's order queue, for as long as its lease lasts.</summary>
/// <param name="Receipt">Renews and deletes it.</param>
/// <param name="Body">What was sent.</param>
public sealed record QueuedOrder(string Receipt, string Body);
