using Mesh.Domain.Runbooks;

namespace Mesh.Domain.Standbys;

/// <summary>How a system fails over to its standby site.</summary>
/// <param name="Mode">Who decides.</param>
public sealed record FailoverRules(FailoverMode Mode)
{
    /// <summary>How long a lease is where nothing is declared.</summary>
    public static TimeSpan UsualLease => TimeSpan.FromSeconds(15);

    /// <summary>
    /// What is waited beyond a lease's end, since the clocks of two sites run apart and an agent needs a
    /// moment to fence.
    /// </summary>
    public static TimeSpan LeaseMargin => TimeSpan.FromSeconds(2);

    /// <summary>Who may approve; one is enough. Empty for an automatic failover.</summary>
    public IReadOnlyList<string> Approvers { get; init; } = [];

    /// <summary>How long the approvers have, before it is escalated; null for an automatic failover.
    /// </summary>
    public TimeSpan? ApproveWithin { get; init; }

    /// <summary>Who is asked when nobody has answered in time; they have as long again.</summary>
    public IReadOnlyList<string> EscalateTo { get; init; } = [];

    /// <summary>
    /// How long production may write without having been told that it still is; 5 s to 10 min.
    /// </summary>
    public TimeSpan Lease { get; init; } = UsualLease;

    /// <summary>When production counts as gone.</summary>
    public Detection Detection { get; init; } = Detection.Usual;

    /// <summary>
    /// What is asked from outside before and after: <c>tcp://HOST:PORT</c>, <c>http://...</c>,
    /// <c>https://...</c> or a connection to a database.
    /// </summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>What is done beside what Mesh does by itself.</summary>
    public IReadOnlyList<DeclaredStep> Steps { get; init; } = [];

    /// <summary>The longest until somebody has decided; nothing for an automatic failover.</summary>
    public TimeSpan LongestDecision => Mode == FailoverMode.Automatic
        ? TimeSpan.Zero
        : (ApproveWithin ?? TimeSpan.Zero) * (EscalateTo.Count > 0 ? 2 : 1);
}
