using Mesh.Domain.Schedules;

namespace Mesh.Domain.Systems;

/// <summary>How and when it is proven that a component can be restored.</summary>
/// <param name="TimeZone">The zone whose wall clock <paramref name="At"/> is read on.</param>
/// <param name="At">When.</param>
/// <param name="Assertions">What must hold at every moment.</param>
public sealed record ProofRules(TimeZoneName TimeZone, CronTime At, IReadOnlyList<ProofAssertion> Assertions)
{
    /// <summary>
    /// The newest occurrence after the one that was started last and not after now; null when none is due.
    /// Occurrences that were missed give one proof.
    /// </summary>
    public DateTimeOffset? Due(DateTimeOffset after, DateTimeOffset now) =>
        At.Last(after, now, TimeZone)?.ToUniversalTime();
}
