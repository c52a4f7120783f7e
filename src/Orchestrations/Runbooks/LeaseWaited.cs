namespace Mesh.Orchestrations.Runbooks;

/// <summary>What waiting for a site's leases has shown.</summary>
/// <param name="IsEvidence">Whether nothing there can write any more.</param>
/// <param name="Told">Why, for people.</param>
public sealed record LeaseWaited(bool IsEvidence, string Told)
{
    /// <summary>Whether a newer epoch has been claimed since, so that nothing was waited for.</summary>
    public bool Overtaken { get; init; }
}
