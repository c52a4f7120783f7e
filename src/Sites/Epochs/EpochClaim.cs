namespace Mesh.Sites.Epochs;

/// <summary>A site's claim to be production, as the voters keep it: who asks for which epoch.</summary>
/// <param name="Epoch">From 1; each claim asks for more than any that was seen.</param>
/// <param name="Site">The site that would be production.</param>
/// <param name="Claimer">Who asks, once: a claim that is repeated under this id is the same claim.</param>
/// <param name="At">When, by the claimer's clock; for people only.</param>
public sealed record EpochClaim(long Epoch, string Site, string Claimer, DateTimeOffset At)
{
    /// <summary>Whether both are one claim, put to the voters once or again.</summary>
    public bool IsSame(EpochClaim other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return (Epoch, Site, Claimer) == (other.Epoch, other.Site, other.Claimer);
    }
}
