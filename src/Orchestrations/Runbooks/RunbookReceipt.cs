using Mesh.Domain.Sites;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>What a site that was production had and its successor lacked, of one component.</summary>
/// <param name="Component">The component.</param>
/// <param name="Site">The site that came back.</param>
/// <param name="Receipt">What its agent wrote down.</param>
public sealed record RunbookReceipt(string Component, string Site, RejoinReceipt Receipt)
{
    /// <summary>The exact RPO of them together, in seconds: the longest; null where one is not known, or
    /// there is none.</summary>
    public static double? ExactRpo(IReadOnlyCollection<RunbookReceipt> receipts)
    {
        ArgumentNullException.ThrowIfNull(receipts);
        return receipts.Any(each => each.Receipt.RpoSeconds is null)
            ? null
            : receipts.Max(each => each.Receipt.RpoSeconds);
    }
}
