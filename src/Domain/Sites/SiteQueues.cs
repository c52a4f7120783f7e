using System.Security.Cryptography;
using System.Text;
using Mesh.Domain.Names;

namespace Mesh.Domain.Sites;

/// <summary>Names the queues that the agents of sites take their orders from.</summary>
public static class SiteQueues
{
    /// <summary>
    /// The same for the same site of the same system, of no other, and short enough for every service: both
    /// names may hold hyphens, so they are hashed and not joined.
    /// </summary>
    public static string OrdersOf(SystemName system, SiteName site)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(site);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{system}/{site}"));
        return $"orders-{Convert.ToHexStringLower(hash.AsSpan(0, 16))}";
    }
}
