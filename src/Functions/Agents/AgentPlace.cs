using Mesh.Domain.Names;
using Mesh.Domain.Sites;

namespace Mesh.Functions.Agents;

/// <summary>The place whose key a request has shown: it may do all that this place's agent may.</summary>
/// <param name="System">The system.</param>
/// <param name="Name">The site, or the witness.</param>
public sealed record AgentPlace(SystemName System, SiteName Name)
{
    /// <summary>The queue that its orders are in.</summary>
    public string Queue => SiteQueues.OrdersOf(System, Name);
}
