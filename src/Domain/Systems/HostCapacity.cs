namespace Mesh.Domain.Systems;

/// <summary>
/// How much of its hosts a site runs, in units of their owner's: machines, replicas, slots.
/// </summary>
/// <param name="Minimal">What a standby runs; 1 to <see cref="Most"/>.</param>
/// <param name="Full">What production runs; not less than <paramref name="Minimal"/>.</param>
public sealed record HostCapacity(int Minimal, int Full)
{
    /// <summary>The largest capacity.</summary>
    public const int Most = 10_000;
}
