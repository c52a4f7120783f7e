namespace Mesh.Sites.Epochs;

/// <summary>All that one voter holds of a system.</summary>
/// <param name="Claims">By epoch. A claim that cannot be read is nobody's, and counts all the same.</param>
/// <param name="Leases">By epoch.</param>
public sealed record VoterReading(
    IReadOnlyDictionary<long, EpochClaim> Claims, IReadOnlyDictionary<long, LeaseRecord> Leases)
{
    /// <summary>The newest claim, won or not; null where there is none.</summary>
    public EpochClaim? Newest => Claims.Count == 0 ? null : Claims[Claims.Keys.Max()];
}
