using Mesh.Domain.Sites;
using Mesh.Orchestrations.Standbys;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>What a site that was production had and its successor lacked, of one component.</summary>
/// <param name="Component">The component.</param>
/// <param name="Site">The site that came back.</param>
/// <param name="Receipt">What its agent wrote down.</param>
public sealed record RunbookReceipt(string Component, string Site, RejoinReceipt Receipt)
{
    /// <summary>The exact RPO of all that is known of a site that was left, in seconds: the longest; null
    /// where one is not known, or there is none.</summary>
    public static double? ExactRpo(IEnumerable<RunbookReceipt> receipts, IEnumerable<KeptFiles> kept)
    {
        List<double?> all =
            [.. receipts.Select(each => each.Receipt.RpoSeconds), .. kept.Select(each => each.RpoSeconds)];
        return all.Contains(null) ? null : all.Max();
    }
}
